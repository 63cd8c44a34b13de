// `ghosthunter show`: one investigation to read, finished or not: what it looked into, its rounds and evidence as they were shown, its end.

import type { LedgerEntry } from '../../protocol/index.js';
import { amount, dollars, EXIT, printable, printableJson } from '../../shared/index.js';
import { inkFor, isColoured, knowsUnicode, openPlainView, type RunEvent, type Screen } from '../../terminal/index.js';
import { stateDirectoryPath, type Surroundings } from '../state-directory.js';
import { historyObject, stateWords } from './history-command.js';
import { type KeptInvestigation, keptInvestigation, meantId } from './investigation.js';

export interface ShowFlags {
  readonly json?: boolean;
  readonly plain?: boolean;
}

/** With the names of this person where the report has them; otherwise as the ledger was written. */
function entriesOf({ entries, report }: KeptInvestigation): readonly LedgerEntry[] {
  if (report === undefined) return entries;
  const after = (round: number): readonly LedgerEntry[] => report.evidence.filter((one) => one.round === round);
  const known = new Set([0, ...report.rounds.map(({ round }) => round)]);
  const rest = report.evidence.filter(({ round }) => !known.has(round));
  const notices = report.notices.map((text): LedgerEntry => ({ entry: 'notice', text }));
  const rounds = report.rounds.flatMap((round): readonly LedgerEntry[] => [round, ...after(round.round)]);
  return [...after(0), ...rounds, ...rest, ...notices, ...(report.conclusion === null ? [] : [report.conclusion])];
}

function eventOf(entry: LedgerEntry): RunEvent | undefined {
  switch (entry.entry) {
    case 'opened':
      return undefined;
    case 'round':
      return { event: 'round', round: entry };
    case 'evidence':
      return { event: 'evidence', evidence: entry };
    case 'notice':
      return { event: 'notice', text: entry.text };
    case 'conclusion':
      return { event: 'conclusion', conclusion: entry };
  }
}

function headLines(kept: KeptInvestigation): readonly string[] {
  const { asked, began, report, run } = kept;
  const world = report?.world ?? asked?.world ?? null;
  const mode = report?.mode ?? asked?.mode;
  const spike = report?.spike;
  const where = spike ? [spike.key.service, spike.key.usageType, spike.key.account, spike.key.region].filter((one) => one !== '') : [];
  return [
    `investigation ${run}: ${stateWords(kept)}`,
    `  began ${began.slice(0, 16).replace('T', ' ')} UTC${mode === undefined ? '' : `, ${mode}`}${world === null ? '' : `, world ${world}`}`,
    ...(asked === undefined || world !== null ? [] : asked.files.map(({ path }) => `  bill ${path}`)),
    ...(spike
      ? [`  ${spike.severity}: ${where.join(' · ')}; ${amount(spike.excess, spike.currency)} more than expected since ${spike.startDay}`]
      : []),
    ...kept.faults.map((fault) => `  cannot be read: ${fault}`),
  ];
}

function fateOf({ answer, code, exit, layer }: NonNullable<KeptInvestigation['report']>['commands'][number]): string {
  if (answer === 'ran') return `ran, exit ${String(exit)}`;
  return answer === 'refused' ? `refused by layer ${String(layer)}: ${code ?? ''}` : `not run: ${code ?? ''}`;
}

function tailLines({ folder, isRebuilt, report, run, state }: KeptInvestigation): readonly string[] {
  if (report === undefined) {
    return state === 'unfinished' ? [`to go on: ghosthunter run --resume ${run}`] : [];
  }
  const { commands, spent } = report;
  return [
    ...(commands.length === 0 ? [] : ['commands']),
    ...commands.map((one) => `  ${one.evidence ?? '  '}  ${one.command}  (${fateOf(one)})`),
    `used ${String(spent.commands)} commands, ${dollars(spent.microUsd)}, ${String(Math.round(spent.milliseconds / 1_000))} s; cage ${report.tier}`,
    isRebuilt
      ? `it was ended before its report was written; to write it: ghosthunter report ${run}`
      : `report: ${folder}/report.html, or ghosthunter report ${run} --open`,
  ];
}

export async function showCommand(asked: string, flags: ShowFlags, surroundings: Surroundings, screen: Screen): Promise<number> {
  const stateDirectory = stateDirectoryPath(surroundings);
  const kept = await keptInvestigation(stateDirectory, meantId(stateDirectory, asked));
  const code = kept.state === 'damaged' ? EXIT.error : EXIT.ok;
  if (flags.json === true) {
    screen.out(printableJson({ ...historyObject(kept), entries: entriesOf(kept), report: kept.report ?? null }));
    return code;
  }
  const isPlain = flags.plain === true || !knowsUnicode(surroundings.environment);
  const view = openPlainView(screen, {
    ink: inkFor(flags.plain !== true && isColoured(screen.columns, surroundings.environment)),
    isPlain,
  });
  for (const line of headLines(kept)) screen.out(printable(line, 20_000));
  for (const entry of entriesOf(kept)) {
    const event = eventOf(entry);
    if (event) view(event);
  }
  for (const line of tailLines(kept)) screen.out(printable(line, 20_000));
  return code;
}
