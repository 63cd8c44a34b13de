// `ghosthunter history`: what was investigated, the newest first. A folder that cannot be read is a line that says so.

import { amount, EXIT, Fault, printable, printableJson } from '../../shared/index.js';
import { type Screen, whenOf } from '../../terminal/index.js';
import { investigationIds } from '../investigation/folder.js';
import { stateDirectoryPath, type Surroundings } from '../state-directory.js';
import { beganAt, conclusionOf, type KeptInvestigation, keptInvestigation } from './investigation.js';

export interface HistoryFlags {
  readonly json?: boolean;
  readonly limit?: string;
  readonly since?: string;
}

const USUAL = 20;
/** Where no terminal says how wide it is, nothing is cut. */
const PLAIN_COLUMNS = 600;
const LEAST_TITLE = 20;

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Fault('usage', `--limit takes a number of investigations, not \`${text}\``, { fix: 'such as --limit=20' });
}

/** One object for a program; what is not known is null. */
export function historyObject(kept: KeptInvestigation): Readonly<Record<string, unknown>> {
  const { asked, began, faults, folder, report, run, state } = kept;
  const conclusion = conclusionOf(kept);
  const place = report?.spike?.key;
  return {
    schema_version: 1,
    run,
    began,
    state,
    outcome: conclusion?.outcome ?? null,
    cause: conclusion?.cause ?? null,
    title: conclusion?.title ?? null,
    confidence: conclusion?.confidence ?? null,
    money: conclusion?.money ?? null,
    severity: report?.spike?.severity ?? null,
    where: place ?? null,
    mode: report?.mode ?? asked?.mode ?? null,
    world: report?.world ?? asked?.world ?? null,
    files: asked?.files.map(({ path }) => path) ?? [],
    spent: report?.spent ?? null,
    folder,
    faults,
  };
}

const OUTCOMES = { 'cause-found': 'cause found', inconclusive: 'inconclusive', 'nothing-found': 'nothing found' } as const;

export function stateWords(kept: KeptInvestigation): string {
  const conclusion = conclusionOf(kept);
  if (kept.state === 'concluded') return conclusion ? OUTCOMES[conclusion.outcome] : 'not concluded';
  return kept.state === 'going-on' ? 'going on' : kept.state;
}

function lineOf(kept: KeptInvestigation, columns: number): string {
  const conclusion = conclusionOf(kept);
  const belief = conclusion && kept.state === 'concluded' ? conclusion.confidence.toFixed(2) : '';
  const found = conclusion?.money ?? null;
  const money = found === null ? '' : amount(found.excess, found.currency);
  const head = [
    kept.began.slice(0, 16).replace('T', ' '),
    kept.run,
    stateWords(kept).padEnd(13),
    belief.padStart(4),
    money.padStart(16),
  ].join('  ');
  const world = kept.asked?.world ?? null;
  const about = conclusion?.title ?? (kept.faults.length > 0 ? kept.faults.join('; ') : world === null ? '' : `world ${world}`);
  const room = Math.max(LEAST_TITLE, columns - head.length - 2);
  const title = printable(about, 400);
  return `${head}  ${title.length > room ? `${title.slice(0, room - 1)}…` : title}`.trimEnd();
}

export async function historyCommand(flags: HistoryFlags, surroundings: Surroundings, screen: Screen, now: Date): Promise<number> {
  const limit = limitOf(flags.limit);
  const since = flags.since === undefined ? '' : whenOf('--since', flags.since, now);
  const stateDirectory = stateDirectoryPath(surroundings);
  const ids = investigationIds(stateDirectory).filter((id) => beganAt(id) >= since.slice(0, 16));
  const shown = ids.slice(0, limit ?? (flags.json === true ? ids.length : USUAL));
  if (flags.json !== true && shown.length > 0)
    screen.out(['began (UTC)     ', 'investigation       ', 'what came out', 'sure', 'more than usual '].join('  ').trimEnd());
  for (const id of shown) {
    const kept = await keptInvestigation(stateDirectory, id);
    screen.out(flags.json === true ? printableJson(historyObject(kept)) : lineOf(kept, screen.columns ?? PLAIN_COLUMNS));
  }
  if (flags.json === true) return EXIT.ok;
  if (shown.length === 0) screen.err('nothing was investigated yet: ghosthunter demo shows what it looks like');
  else if (shown.length < ids.length) screen.err(`and ${String(ids.length - shown.length)} older ones: --limit ${String(ids.length)}`);
  return EXIT.ok;
}
