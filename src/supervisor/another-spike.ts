// From one spike of a bill to another: this run ends and is kept, and one of its own begins, with the same bill, cloud and budget.

import type { Investigation } from './investigation/open.js';
import type { RunFlags } from './run-options.js';

/** Where answers are prepared, what was said of one spike is not said of another. */
export function noOther(flags: RunFlags): string | undefined {
  if (flags.answers !== undefined) return 'with --answers there is one run: begin another with --spike';
  return flags.script === undefined ? undefined : 'a script is played, and no spike looked into';
}

/** The same bill, mode and budget, and another spike: a run of its own. */
export function flagsFor(rank: number, flags: RunFlags, { choice, config }: Pick<Investigation, 'choice' | 'config'>): RunFlags {
  // A bill that was asked for is a file by now.
  const { model: _m, compressor: _c, resume: _r, seed: _s, runId: _i, fromBigquery: _b, fromCostExplorer: _e, days: _d, ...kept } = flags;
  const { commands, minutes, usd } = config.budget;
  return {
    ...kept,
    files: choice.files,
    spike: String(rank),
    // A run that goes on has the budget that it began with, and says it nowhere else.
    maxCommands: String(commands),
    budgetUsd: String(usd),
    maxMinutes: String(minutes),
    ...(choice.world ? { world: choice.world.id } : {}),
    ...(choice.mode === 'active' ? { active: true } : {}),
    ...(choice.provider === null || choice.world ? {} : { provider: choice.provider }),
    ...(choice.approval === 'unneeded' || flags.yes === true ? {} : { approve: choice.approval }),
    ...(choice.model ? { model: choice.model.name } : { offline: true }),
    ...(choice.compressor ? { compressor: choice.compressor.name } : {}),
  };
}
