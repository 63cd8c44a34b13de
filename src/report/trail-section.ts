// What was asked, what the gate said, what came of it and what was learned: in the order in which it happened. What a command printed is
// not here: only what was found in it.

import { printableLines } from '../shared/index.js';
import { type Markup, markup, NOTHING } from './markup.js';
import { counted, lasting, paid, pointer, said, sized } from './origin.js';
import type { Report, SeenCommand } from './report.js';
import { list, section } from './section.js';

const LAYERS = 7;

/** How far a command came through the gate; in words for who does not see it. */
function ticks(layer: number | null): Markup {
  const reached = layer === null ? LAYERS : layer - 1;
  const words = layer === null ? 'passed all seven layers' : `refused by layer ${String(layer)} of seven`;
  const marks = `${'✓'.repeat(reached)}${layer === null ? '' : '✗'}${'·'.repeat(LAYERS - reached - (layer === null ? 0 : 1))}`;
  return markup`<span class="ticks ${layer === null ? 'good' : 'bad'}" role="img" aria-label="${words}">${marks}</span>`;
}

function verdict(one: SeenCommand, from: string): Markup {
  const { answer, code, cutBytes, exit, hint, layer, layerName, microUsd, milliseconds, outputBytes, part } = one;
  if (answer === 'refused') {
    const name = layerName === null ? NOTHING : markup` (${said(`${from}/layerName`, layerName)})`;
    return markup`<p class="verdict">${ticks(layer)} refused by layer ${layer === null ? NOTHING : counted(`${from}/layer`, layer)}${name}: ${said(`${from}/code`, code ?? '')}${part === null || part === '' ? NOTHING : markup`, <code>${said(`${from}/part`, part)}</code>`}</p>${hint === null || hint === '' ? NOTHING : markup`<p class="faint">${said(`${from}/hint`, hint)}</p>`}`;
  }
  if (answer === 'not-run') {
    return markup`<p class="verdict">not run: ${said(`${from}/code`, code ?? '')}</p>${hint === null || hint === '' ? NOTHING : markup`<p class="faint">${said(`${from}/hint`, hint)}</p>`}`;
  }
  const cut = cutBytes === null || cutBytes === 0 ? NOTHING : markup`, ${sized(`${from}/cutBytes`, cutBytes)} cut off`;
  return markup`<p class="verdict">${ticks(null)} ran, exit ${exit === null ? NOTHING : counted(`${from}/exit`, exit)}${outputBytes === null ? NOTHING : markup`, ${sized(`${from}/outputBytes`, outputBytes)}`}${cut}${milliseconds === null ? NOTHING : markup`, ${lasting(`${from}/milliseconds`, milliseconds)}`}, ${paid(`${from}/microUsd`, microUsd)}</p>`;
}

const SOURCES: Readonly<Record<Report['evidence'][number]['source'], string>> = {
  bill: 'from the bill',
  command: 'command',
  query: 'question to the bill',
  person: 'question to a person',
};

/** Line breaks of a SELECT are kept; everything else that is not visible is spelled out. */
function asked(from: string, text: string): Markup {
  const lines = printableLines(text).map(
    (line, at) =>
      markup`${
        at === 0
          ? NOTHING
          : markup`
`
      }${line}`,
  );
  return markup`<pre><code data-from="${from}" data-as="lines">${lines}</code></pre>`;
}

function step(one: Report['evidence'][number], at: number, { commands }: Report): Markup {
  const from = pointer('evidence', at);
  const seen = commands.findIndex(({ evidence }) => evidence === one.evidence);
  const command = commands[seen];
  const judged =
    command !== undefined
      ? verdict(command, pointer('commands', seen))
      : one.source === 'command'
        ? markup`<p class="verdict faint">${said(`${from}/outcome`, one.outcome)}; its verdict is in the audit log</p>`
        : one.outcome === 'answered'
          ? NOTHING
          : markup`<p class="verdict">${said(`${from}/outcome`, one.outcome)}</p>`;
  const causes = (field: 'supports' | 'weakens', word: string): Markup =>
    one[field].length === 0
      ? NOTHING
      : markup`<span class="${field}">${word} ${one[field].map((cause, index) => markup`${index === 0 ? '' : ' '}${said(`${from}/${field}/${String(index)}`, cause)}`)}</span>`;
  const findings = list(
    'findings',
    one.findings.map(({ at: place, text }, index) => {
      const found = `${from}/findings/${String(index)}`;
      return markup`${said(`${found}/text`, text)}${place === '' ? NOTHING : markup` <span class="at">${said(`${found}/at`, place)}</span>`}`;
    }),
  );
  const weighed =
    one.supports.length + one.weakens.length === 0
      ? NOTHING
      : markup`<p class="weighed">${causes('supports', 'for')} ${causes('weakens', 'against')}</p>`;
  return markup`<li id="${one.evidence}"><p class="step"><span class="cite">${said(`${from}/evidence`, one.evidence)}</span> <span class="faint">${SOURCES[one.source]}, round ${counted(`${from}/round`, one.round)}</span></p>${asked(`${from}/asked`, one.asked)}${judged}${findings}${weighed}</li>
`;
}

/** Commands that became no evidence. */
function others({ commands }: Report): Markup {
  const left = commands.flatMap((one, at) => (one.evidence === null ? [{ one, from: pointer('commands', at) }] : []));
  return left.length === 0
    ? NOTHING
    : markup`<h3>Other commands of this run</h3><ol class="trail">${left.map(
        ({ from, one }) => markup`<li>${asked(`${from}/command`, one.command)}${verdict(one, from)}</li>
`,
      )}</ol>`;
}

export function trailSection(report: Report): Markup {
  const steps = report.evidence.map((one, at) => step(one, at, report));
  return section('trail', 'Evidence', [
    steps.length === 0 ? markup`<p>Nothing was learned.</p>` : markup`<ol class="trail">${steps}</ol>`,
    others(report),
  ]);
}
