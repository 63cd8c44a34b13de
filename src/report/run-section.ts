// How the investigation was run, so that somebody who doubts it can look: cage, mode, models, budget, files, and where the audit log stood.

import { type Markup, markup, NOTHING } from './markup.js';
import { counted, lasting, money, paid, pointer, said } from './origin.js';
import type { Report } from './report.js';
import { placeOf } from './rise-section.js';
import { command, list, section } from './section.js';

const MODES: Readonly<Record<Report['mode'], string>> = {
  paranoid: 'paranoid: a person ran the commands',
  active: 'active: cleared commands ran with the credentials of the person',
  simulated: 'simulated: no real cloud was asked',
};
const APPROVALS: Readonly<Record<NonNullable<Report['approval']>, string>> = {
  ask: 'a person said yes to each command',
  all: 'every cleared command was agreed to beforehand',
  unneeded: 'none was needed',
};
const TIERS: Readonly<Record<Report['tier'], string>> = {
  bwrap: 'bubblewrap with seccomp (tier 1)',
  'sandbox-exec': 'sandbox-exec (tier 1)',
  landlock: 'Landlock with seccomp (tier 2)',
  external: 'left to whoever confines the whole process',
  none: 'none',
};

const fact = (what: string, text: Markup): Markup => markup`<div><dt>${what}</dt><dd>${text}</dd></div>`;

/** A word of the file in more words. */
const spelled = (from: string, text: string): Markup => markup`<span data-from="${from}" data-as="spelled">${text}</span>`;

function reasonerOf({ reasoner }: Report): Markup {
  if (reasoner.by === 'offline') return markup`the catalogue of causes, without a model (${said('/reasoner/why', reasoner.why)})`;
  const compressor =
    reasoner.compressor === null ? NOTHING : markup`; long outputs read by ${said('/reasoner/compressor', reasoner.compressor)}`;
  return markup`model ${said('/reasoner/model', reasoner.model ?? '')}${compressor} (${said('/reasoner/why', reasoner.why)})`;
}

function budgetOf({ budget, spent }: Report): Markup {
  const of = (what: Markup, whole: Markup | undefined): Markup => (whole === undefined ? what : markup`${what} of ${whole}`);
  return markup`${of(counted('/spent/commands', spent.commands), budget === null ? undefined : counted('/budget/commands', budget.commands))} commands, ${of(paid('/spent/microUsd', spent.microUsd), budget === null ? undefined : paid('/budget/microUsd', budget.microUsd))}, ${of(lasting('/spent/milliseconds', spent.milliseconds), budget === null ? undefined : lasting('/budget/milliseconds', budget.milliseconds))}`;
}

export function runSection(report: Report): Markup {
  const { approval, auditHead, ending, files, mode, notices, provider, run, steppedDown, tier, version, world, written } = report;
  const why = steppedDown.map((one, at) => markup`; ${said(pointer('steppedDown', at), one)}`);
  const read = files.map((file, at) => {
    const from = pointer('files', at);
    const left = file.rejected === 0 ? NOTHING : markup`, ${counted(`${from}/rejected`, file.rejected)} left out`;
    return markup`${said(`${from}/name`, file.name)} (${said(`${from}/format`, file.format)}${file.version === '' ? NOTHING : markup` ${said(`${from}/version`, file.version)}`}, ${counted(`${from}/rows`, file.rows)} lines${left})`;
  });
  return section('run', 'How this was run', [
    markup`<dl class="facts">${fact('with', markup`ghosthunter ${said('/version', version)}${written === null ? NOTHING : markup`, written ${said('/written', written)}`}`)}${fact('mode', spelled('/mode', MODES[mode]))}${world === null ? NOTHING : fact('world', said('/world', world))}${fact('cloud', said('/provider', provider))}${approval === null ? NOTHING : fact('approval', spelled('/approval', APPROVALS[approval]))}${fact('reasoning', reasonerOf(report))}${fact('used', budgetOf(report))}${fact('cage', markup`${spelled('/tier', TIERS[tier])}${why}`)}${fact('ended', markup`${said('/ending/outcome', ending.outcome)}${ending.detail === '' ? NOTHING : markup`: ${said('/ending/detail', ending.detail)}`}`)}${fact('audit log from', markup`<code>${said('/auditHead', auditHead)}</code>`)}</dl>
${command('audit-list', '/run', `ghosthunter audit list --id ${run}`, 'what was proposed and refused in this run', 'ends-with')}${command('audit-verify', '/auditHead', `ghosthunter audit verify --expect ${auditHead}`, 'whether the audit log is whole', 'ends-with')}`,
    read.length === 0 ? NOTHING : markup`<h3>Read</h3>${list('', read)}`,
    notices.length === 0
      ? NOTHING
      : markup`<h3>Notices</h3>${list(
          '',
          notices.map((one, at) => said(pointer('notices', at), one)),
        )}`,
  ]);
}

const MOST_OTHERS = 10;

/** What else rose in the same bill, for whom looks at it for the first time. */
export function othersSection({ reports, spike }: Report): Markup {
  const rows = reports
    .flatMap(({ currency, spikes }, report) => spikes.map((one, at) => ({ one, currency, from: pointer('reports', report, 'spikes', at) })))
    .filter(({ currency, one }) => currency !== spike?.currency || one.rank !== spike.rank)
    .slice(0, MOST_OTHERS)
    .map(
      ({ currency, from, one }) =>
        markup`<tr><td><span class="badge ${one.severity}">${said(`${from}/severity`, one.severity)}</span></td><td data-from="${from}/key" data-as="place">${placeOf(one.key)}</td><td>${said(`${from}/startDay`, one.startDay)}</td><td class="number">${money(`${from}/excess`, one.excess, currency)}</td></tr>`,
    );
  if (rows.length === 0) return NOTHING;
  return section('others', 'What else rose', [
    markup`<div class="scroll" tabindex="0" role="region" aria-label="table of what else rose"><table><thead><tr><th scope="col">Severity</th><th scope="col">Where</th><th scope="col">Since</th><th scope="col" class="number">More</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  ]);
}
