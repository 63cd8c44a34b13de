// `ghosthunter` alone at a terminal: what can be done with what is here. Each entry is a command line, and shows it.

import type { Command } from 'commander';
import type { Surroundings } from '../supervisor/index.js';
import type { Screen } from '../terminal/index.js';

const MOST_TYPED = 100;

/** The words of the command that was chosen; undefined for none. */
export async function chosenCommand(program: Command, screen: Screen, surroundings: Surroundings): Promise<readonly string[] | undefined> {
  const [{ menuOf }, { openPrompt, openTeletype }] = await Promise.all([import('../supervisor/index.js'), import('../terminal/index.js')]);
  const known = new Set(program.commands.map((command) => command.name()));
  const { choices, lines } = menuOf(surroundings, process.cwd(), known, (screen.columns ?? 80) - 1);
  const isPlain = ['dumb', undefined].includes(surroundings.environment['TERM']);
  const teletype = openTeletype(isPlain);
  if (!teletype) return undefined;
  for (const line of lines) screen.out(line);
  const prompt = openPrompt(teletype, MOST_TYPED);
  for (;;) {
    const typed = await prompt.ask({ label: 'number, or q> ', isFresh: false, isShort: true });
    const text = typed.kind === 'line' ? typed.text.trim() : '';
    const isOver = typed.kind === 'stop' || typed.kind === 'gone' || text === 'q' || text === '/quit';
    const choice = /^\d{1,2}$/.test(text) ? choices[Number(text) - 1] : undefined;
    if (isOver || choice) return choice?.words;
    screen.err(`1 to ${String(choices.length)}, or q`);
  }
}
