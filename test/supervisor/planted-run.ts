// `ghosthunter run` with another program in the orchestrator's place: node planted-run.js ORCHESTRATOR '{"flags": …}'. A program of its own,
// so that it can be killed.

import { homedir } from 'node:os';
import { EXIT, exitCodeOfFault, Fault } from '../../src/shared/index.js';
import { runCommand } from '../../src/supervisor/run-command.js';
import type { RunFlags } from '../../src/supervisor/run-options.js';
import { openScreen } from '../../src/terminal/index.js';

const [orchestrator = '', flags = '{}'] = process.argv.slice(2);
const screen = openScreen();
const surroundings = { environment: process.env, home: homedir() };
try {
  // CAST: written by the test that starts this.
  process.exitCode = await runCommand(JSON.parse(flags) as RunFlags, surroundings, screen, (plan) => ({ ...plan, orchestrator }));
} catch (cause) {
  if (!(cause instanceof Fault)) throw cause;
  screen.err(`fault: ${cause.message}`);
  if (cause.fix !== undefined) screen.err(`fix: ${cause.fix}`);
  process.exitCode = cause.code === 'usage' ? EXIT.usage : exitCodeOfFault(cause.code);
}
