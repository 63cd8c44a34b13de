// `ghosthunter validate`: what the gate says to a command. Nothing runs, and nothing is recorded.

import { trailOf } from '../gate/index.js';
import { EXIT, Fault, MICRO_USD_PER_USD, printableJson } from '../shared/index.js';
import { inkFor, openPour, type Screen } from '../terminal/index.js';
import { answerOf } from './answer.js';
import { openJudging, planOf } from './judging.js';
import { scopeLines } from './scope.js';
import { trailLines } from './trail-view.js';

export interface ValidateFlags {
  readonly ndjson?: boolean;
  readonly json?: boolean;
  readonly explain?: boolean;
  readonly budgetUsd?: string;
  readonly policies?: string;
  /** What is left of the policy here, where some of it is left out. */
  readonly only?: readonly string[] | undefined;
}

const DEFAULT_USD = '1';
const MOST_USD = 1_000_000;

const FIX = 'ghosthunter validate --help has examples';

function microUsdOf(text: string): number {
  const usd = /^\d{1,7}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(usd <= MOST_USD))
    throw new Fault('usage', `--budget-usd takes an amount of dollars up to ${String(MOST_USD)}, not \`${text}\``, { fix: FIX });
  return Math.round(usd * MICRO_USD_PER_USD);
}

function checkFlags(command: string | undefined, { ndjson, json, explain }: ValidateFlags): void {
  if (ndjson === true && command !== undefined) throw new Fault('usage', '--ndjson reads commands from standard input', { fix: FIX });
  if (ndjson !== true && command === undefined) throw new Fault('usage', 'no command was given', { fix: FIX });
  if (explain === true && (json === true || ndjson === true))
    throw new Fault('usage', '--explain is for people, not for JSON', { fix: FIX });
  if (json === true && ndjson === true) throw new Fault('usage', '--json and --ndjson exclude each other', { fix: FIX });
}

export async function validateCommand(
  command: string | undefined,
  flags: ValidateFlags,
  isColoured: boolean,
  screen: Screen,
): Promise<number> {
  checkFlags(command, flags);
  const { only, policies } = flags;
  const plan = planOf(policies, microUsdOf(flags.budgetUsd ?? DEFAULT_USD), only);
  if (flags.json !== true) for (const line of scopeLines(plan)) screen.err(line);
  if (command === undefined) {
    const { judgeStream } = await import('./bulk.js');
    const end = await judgeStream(screen.input, openPour(), plan);
    return end === 'interrupted' ? EXIT.interrupted : EXIT.ok;
  }
  const judging = openJudging(plan);
  const trail = trailOf(command, judging.policy, judging.remaining);
  if (flags.json === true) screen.out(printableJson({ ...answerOf(null, command, trail, judging), ...(only && { only }) }));
  else for (const line of trailLines(trail, judging, { isExplained: flags.explain === true, ink: inkFor(isColoured) })) screen.out(line);
  return trail.verdict.ok ? EXIT.ok : EXIT.refused;
}
