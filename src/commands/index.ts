// Every command, in the order in which the help lists them.

import type { Command } from 'commander';
import { addAudit } from './audit.js';
import type { CommandContext } from './context.js';
import { addDoctor } from './doctor.js';
import { addPolicy } from './policy.js';
import { addDemo, addRun } from './run.js';
import { addService } from './service.js';
import { addSpikes } from './spikes.js';
import { addValidate } from './validate.js';

export type { CommandContext };

const COMMANDS: readonly ((program: Command, context: CommandContext) => void)[] = [
  addRun,
  addDemo,
  addSpikes,
  addDoctor,
  addValidate,
  addPolicy,
  addAudit,
  addService,
];

export function addCommands(program: Command, context: CommandContext): void {
  for (const add of COMMANDS) add(program, context);
}
