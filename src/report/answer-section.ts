// What was concluded, what it costs, and what a person can do about it.

import { type Markup, markup, NOTHING } from './markup.js';
import { belief, money, pointer, said } from './origin.js';
import type { Report } from './report.js';
import { placeOf } from './rise-section.js';
import { cited, command, list, section } from './section.js';

const OUTCOMES: Readonly<Record<Report['outcome'], string>> = {
  'cause-found': 'cause found',
  inconclusive: 'inconclusive',
  'nothing-found': 'nothing found',
  'not-concluded': 'not concluded',
};

/** Confidence as a bar of ten parts, so that it is seen without being read. */
function meter(confidence: number): Markup {
  return markup`<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="8" rx="4"/><rect class="fill" width="${Number((100 * confidence).toFixed(1))}" height="8" rx="4"/></svg>`;
}

export function headSection(report: Report, known: ReadonlySet<string>): Markup {
  const { conclusion, ending, outcome, run, spike } = report;
  const title = conclusion === null ? markup`Nothing was concluded` : said('/conclusion/title', conclusion.title);
  const about = spike === null ? NOTHING : markup`<p class="place" data-from="/spike/key" data-as="place">${placeOf(spike.key)}</p>`;
  const statement =
    conclusion === null
      ? markup`<p class="lead">The run ended before it came to a conclusion: ${said('/ending/outcome', ending.outcome)}${ending.detail === '' ? NOTHING : markup`, ${said('/ending/detail', ending.detail)}`}.</p>`
      : markup`<p class="lead">${said('/conclusion/statement', conclusion.statement)}</p><div class="confident">${meter(conclusion.confidence)}<span>${belief('/conclusion/confidence', conclusion.confidence)} confident, from${conclusion.evidence.length === 0 ? ' the bill alone' : cited('/conclusion/evidence', conclusion.evidence, known)}</span></div>`;
  return markup`<header class="top"><p class="faint">Investigation ${said('/run', run)} <span class="outcome ${outcome}" data-from="/outcome" data-as="outcome">${OUTCOMES[outcome]}</span></p>
<h1>${title}</h1>
${about}${statement}</header>
`;
}

function tile(what: string, figure: Markup): Markup {
  return markup`<div><dt>${what}</dt><dd>${figure}</dd></div>`;
}

export function moneySection({ conclusion, spike }: Report): Markup {
  const found = conclusion?.money ?? null;
  if (found === null) {
    return spike === null
      ? NOTHING
      : markup`<dl class="tiles">${tile('more than expected', money('/spike/excess', spike.excess, spike.currency))}</dl>`;
  }
  const of = (field: 'excess' | 'perDay' | 'projectedMonth'): Markup => money(`/conclusion/money/${field}`, found[field], found.currency);
  return markup`<section aria-label="money"><dl class="tiles">${tile('more than expected so far', of('excess'))}${tile('more each day', of('perDay'))}${tile('more in a month if nothing is done', of('projectedMonth'))}</dl><p class="faint">${said('/conclusion/money/explanation', found.explanation)}</p></section>
`;
}

const URGENCIES = ['now', 'soon', 'later'] as const;

export function fixesSection({ conclusion }: Report): Markup {
  const fixes = conclusion?.fixes ?? [];
  if (fixes.length === 0) return NOTHING;
  const numbered = fixes.map((fix, at) => ({ fix, at }));
  const sorted = URGENCIES.flatMap((urgency) => numbered.filter(({ fix }) => fix.urgency === urgency));
  const items = sorted.map(({ at, fix }) => {
    const from = pointer('conclusion', 'fixes', at);
    const todo = fix.command === null ? NOTHING : command(`fix-${String(at)}`, `${from}/command`, fix.command, `fix ${String(at + 1)}`);
    const look =
      fix.verify === null
        ? NOTHING
        : markup`<p class="faint">then look</p>${command(`verify-${String(at)}`, `${from}/verify`, fix.verify, `check of fix ${String(at + 1)}`)}`;
    return markup`<li><span class="urgency ${fix.urgency}">${said(`${from}/urgency`, fix.urgency)}</span><div><p>${said(`${from}/what`, fix.what)}</p>${todo}${look}</div></li>
`;
  });
  return section('fixes', 'What to do', [
    markup`<p class="faint">For a person to run. ghosthunter never changes anything.</p><ol class="fixes">${items}</ol>`,
  ]);
}

export function nextSection({ conclusion }: Report): Markup {
  const steps = conclusion?.next ?? [];
  if (steps.length === 0) return NOTHING;
  const items = steps.map((step, at) => {
    const from = pointer('conclusion', 'next', at);
    return markup`<li><p>${said(`${from}/why`, step.why)}</p>${command(`next-${String(at)}`, `${from}/command`, step.command, `read ${String(at + 1)}`)}${list(
      'answers',
      step.answers.map(
        ({ means, seen }, index) =>
          markup`<strong>${said(`${from}/answers/${String(index)}/seen`, seen)}</strong>: ${said(`${from}/answers/${String(index)}/means`, means)}`,
      ),
    )}</li>
`;
  });
  return section('next', 'What would tell more', [markup`<ol class="next">${items}</ol>`]);
}
