// Every command, in the order in which the help lists them.

import type { Command } from 'commander';
import { addAudit } from './audit.js';
import { addBatch } from './batch.js';
import { addBillingTemplate } from './billing-template.js';
import { addCompletions, addMan } from './completions.js';
import { addConfig } from './config.js';
import type { CommandContext } from './context.js';
import { addDoctor } from './doctor.js';
import { addHistory, addShow } from './history.js';
import { addInit } from './init.js';
import { addNotify } from './notify.js';
import { chosenCommand } from './menu.js';
import { addPolicy } from './policy.js';
import { addPurge } from './purge.js';
import { addReport } from './report.js';
import { addDemo, addRun } from './run.js';
import { addService } from './service.js';
import { addSpikes } from './spikes.js';
import { addValidate } from './validate.js';

export { chosenCommand };
export type { CommandContext };

const COMMANDS: readonly ((program: Command, context: CommandContext) => void)[] = [
  addRun,
  addDemo,
  addBatch,
  addSpikes,
  addReport,
  addHistory,
  addShow,
  addPurge,
  addBillingTemplate,
  addInit,
  addDoctor,
  addValidate,
  addPolicy,
  addAudit,
  addConfig,
  addNotify,
  addCompletions,
  addMan,
  addService,
];

export function addCommands(program: Command, context: CommandContext): void {
  for (const add of COMMANDS) add(program, context);
}
