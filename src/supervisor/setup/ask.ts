// The questions of `init`: only what nobody can find out, each with an answer that Enter gives.

import { readSecretFile } from '../../programs/index.js';
import { LIMITS } from '../../protocol/index.js';
import { Fault, printable } from '../../shared/index.js';
import { openPrompt, type Screen, type Teletype } from '../../terminal/index.js';
import { MOST_BUDGET } from '../config.js';
import { inHome } from '../model-key.js';
import type { Detected } from './detect.js';
import type { Choices } from './settings-text.js';

export interface Asker {
  /** What was typed; empty for Enter alone. */
  readonly line: (label: string) => Promise<string>;
  readonly isYes: (question: string) => Promise<boolean>;
  readonly close: () => void;
}

export function openAsker(teletype: Teletype): Asker {
  const prompt = openPrompt(teletype, LIMITS.noteCharacters);
  async function line(label: string): Promise<string> {
    const typed = await prompt.ask({ label, isFresh: true, isShort: true });
    if (typed.kind === 'stop' || typed.kind === 'gone')
      throw new Fault('needs-person', 'nothing was written', { fix: 'ghosthunter init --yes asks nothing' });
    return typed.text.trim();
  }
  return {
    line,
    isYes: async (question) => ['y', 'yes'].includes((await line(`${question} [y/N] `)).toLowerCase()),
    close: prompt.close,
  };
}

const TRIES = 5;

/** Asked again while it is wrong; then left at what Enter gives. */
async function sound(
  asker: Asker,
  screen: Pick<Screen, 'err'>,
  label: string,
  faultOf: (text: string) => string | undefined,
): Promise<string> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const text = await asker.line(label);
    const fault = text === '' ? undefined : faultOf(text);
    if (fault === undefined) return text;
    screen.err(`  ${printable(fault)}`);
  }
  return '';
}

function amountFault(text: string): string | undefined {
  const usd = /^\d{1,6}(?:\.\d{1,4})?$/u.test(text) ? Number(text) : 0;
  return usd > 0 && usd <= MOST_BUDGET.usd ? undefined : `a number above 0, up to ${String(MOST_BUDGET.usd)}`;
}

function roleFault(text: string): string | undefined {
  return /^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/u.test(text)
    ? undefined
    : 'like arn:aws:iam::123456789012:role/read-only';
}

export async function askChoices(
  given: Choices,
  found: Detected,
  home: string,
  asker: Asker,
  screen: Pick<Screen, 'err'>,
): Promise<Choices> {
  const asked: { -readonly [Name in keyof Choices]: Choices[Name] } = { ...given };
  if (found.key === null && given.keyFile === undefined && given.baseUrl === undefined) {
    const path = await sound(asker, screen, 'a file with a model key (Enter: none, no model is needed) ', (text) => {
      const read = readSecretFile(inHome(text, home));
      return read.ok ? undefined : `${read.error.message}; ${read.error.fix}`;
    });
    if (path !== '') asked.keyFile = path;
  }
  if (given.usd === undefined) {
    const usd = await sound(asker, screen, 'the most that one run may spend, in dollars [1] ', amountFault);
    if (usd !== '') asked.usd = Number(usd);
  }
  const folders = given.directories === undefined ? found.folders : [];
  for (const { folder, programs } of folders) {
    const isWanted = await asker.isYes(`may ${programs.join(', ')} in ${printable(folder, 200)} be started with your credentials?`);
    if (isWanted) asked.directories = [...(asked.directories ?? []), folder];
  }
  if (found.profiles.length > 0 && given.readOnlyRole === undefined) {
    const role = await sound(asker, screen, 'a role of AWS that only reads, to take on (Enter: your profile as it is) ', roleFault);
    if (role !== '') asked.readOnlyRole = role;
  }
  if (found.hasDesktop && given.desktop === undefined) asked.desktop = await asker.isYes('a note on the desktop when a run has ended?');
  return asked;
}
