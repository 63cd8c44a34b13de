// One attempt at one item: claim it, fix its run, set its money aside, start it or go on with it, keep the lease alive, write down what
// became of it. Whatever is killed in between, the next attempt finds the run where it was; nothing of it is done or paid twice, for the
// audit log of the run says what had begun.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MICRO_USD_PER_USD } from '../shared/index.js';
import { type ItemResult, judgedEnd, judgedReport, failedResult, type Made, type Verdict } from './result.js';
import type { Environment } from './run-arguments.js';
import { type ItemRun, runItem } from './run-item.js';
import { NOTHING_SEEN, parseReport, type SeenReport } from './seen.js';
import type { Held } from './spool/lease.js';
import type { Spool, Standing } from './spool/spool.js';

export type Attempted =
  /** It has a result, of this attempt or of an earlier one. */
  | { readonly kind: 'finished' | 'dead'; readonly result: ItemResult; readonly wasThere?: boolean }
  /** Somebody else works on it. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'no-money' }
  | { readonly kind: 'parked' }
  /** Somebody else has taken it over. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly error: string; readonly failures: number };

export interface AttemptDoors {
  readonly spool: Spool;
  readonly environment: Environment;
  /** Where runs are kept when items have no home of their own. */
  readonly stateDirectory: string;
  readonly beatMilliseconds: number;
  readonly now: () => Date;
  readonly isStopping: () => boolean;
  /** A child was started; the function that is given back is called when it has ended. */
  readonly onRun: (id: string, run: ItemRun) => () => void;
  readonly start?: typeof runItem;
  /** Where the models of this item are asked, if not as its environment says. */
  readonly economyOf?: (id: string) => Environment | undefined;
}

const already = ({ dead, result }: Standing): Attempted | undefined => {
  if (result) return { kind: 'finished', result, wasThere: true };
  return dead ? { kind: 'dead', result: dead, wasThere: true } : undefined;
};

function reportIn(folder: string): SeenReport | undefined {
  const path = join(folder, 'report.json');
  return existsSync(path) ? parseReport(readFileSync(path, 'utf8')) : undefined;
}

/** What one item may spend at worst. */
export function itemBudget({
  item,
  rules,
}: {
  readonly item: { readonly budget_usd?: number | undefined };
  readonly rules: Spool['rules'];
}): number {
  return Math.round((item.budget_usd ?? rules.itemBudgetUsd) * MICRO_USD_PER_USD);
}

/** Without its spool a worker can neither say that it lives nor write down what it finds. */
function isBeating(held: Held): boolean {
  try {
    return held.beat();
  } catch {
    return false;
  }
}

async function runHeld(id: string, held: Held, standing: Standing, doors: AttemptDoors): Promise<Attempted> {
  const { now, spool, stateDirectory } = doors;
  const { rules } = spool;
  const { round } = standing;
  const spoolItem = spool.item(id);
  const home = spool.homeOf(id);
  const run = spool.runOf(id, round, now());
  const own = join('investigations', run);
  const folder = join(home ?? stateDirectory, own);
  const made: Made = { spoolItem, run, folder: home === undefined ? own : join('items', id, 'home', own) };
  const budget = itemBudget({ item: spoolItem.item, rules });

  function settle(verdict: Verdict, spent: number): Attempted {
    // T-FENCE: whoever was stopped long enough to lose the item has nothing more to say about it.
    if (!held.isMine()) return { kind: 'lost' };
    switch (verdict.kind) {
      case 'finished':
        spool.finish(id, verdict.result);
        spool.money.settle(id, spent);
        return verdict;
      case 'dead':
        spool.bury(id, round, verdict.result);
        spool.money.settle(id, spent);
        return verdict;
      case 'parked':
        return verdict;
      case 'failed': {
        spool.fail(id, round, verdict.error, verdict.fix);
        const failures = standing.failures + 1;
        if (failures < rules.attempts) return { kind: 'failed', error: verdict.error, failures };
        const result = failedResult(made, { ...NOTHING_SEEN, microUsd: spent }, verdict.error, verdict.fix);
        return settle({ kind: 'dead', result }, spent);
      }
    }
  }

  // Killed between its report and our note of it.
  const before = reportIn(folder);
  if (before) return settle(judgedReport(made, before), before.spent.microUsd);
  if (!spool.money.setAside(id, budget, rules.budgetMicroUsd ?? undefined)) return { kind: 'no-money' };
  const goesOn = existsSync(join(folder, 'run.json'));
  const economy = doors.economyOf?.(id);
  const started = (doors.start ?? runItem)({
    item: spoolItem.item,
    identity: { run, goesOn },
    defaults: { budgetUsd: rules.itemBudgetUsd, maxCommands: rules.maxCommands ?? undefined, maxMinutes: rules.maxMinutes ?? undefined },
    environment: doors.environment,
    ...(economy && { economy }),
    home,
    folder: spoolItem.folder,
  });
  const onEnd = doors.onRun(id, started);
  const lost = new AbortController();
  const heart = setInterval(() => {
    if (!isBeating(held)) lost.abort();
    if (lost.signal.aborted) started.kill();
  }, doors.beatMilliseconds);
  const ended = await started.ended.finally(() => {
    clearInterval(heart);
    onEnd();
  });
  if (lost.signal.aborted) return { kind: 'lost' };
  const verdict = judgedEnd(made, ended, doors.isStopping(), goesOn);
  // What ended without an account of itself may have spent all that it had; before its executor was ready, nothing.
  const spent = ended.seen.report ? ended.seen.microUsd : goesOn || ended.seen.wasStarted ? budget : 0;
  return settle(verdict, spent);
}

export async function attempt(id: string, doors: AttemptDoors): Promise<Attempted> {
  const { spool } = doors;
  const early = already(spool.standing(id));
  if (early) return early;
  const held = spool.claim(id);
  if (!held) return { kind: 'busy' };
  try {
    const standing = spool.standing(id);
    // Finished by somebody else since we looked.
    return already(standing) ?? (await runHeld(id, held, standing, doors));
  } finally {
    if (held.isMine()) held.release();
  }
}
