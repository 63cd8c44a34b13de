// `ghosthunter init`: writes a config.toml. Asks at a terminal, takes flags elsewhere, starts nothing, holds no key.

import { existsSync } from 'node:fs';
import { EXIT, Fault, printable } from '../../shared/index.js';
import { openTeletype, type Screen } from '../../terminal/index.js';
import { configPath } from '../config.js';
import { parseConfig } from '../configuration/layers.js';
import { readyStateDirectory, type Surroundings, stateDirectoryPath } from '../state-directory.js';
import { askChoices, openAsker } from './ask.js';
import { detect, detectedLines, type Detected } from './detect.js';
import { type Choices, settingsText } from './settings-text.js';
import { writeNew } from './write-new.js';

export interface InitFlags {
  readonly yes?: boolean;
  readonly print?: boolean;
  readonly force?: boolean;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly keyFile?: string;
  readonly budgetUsd?: string;
  readonly maxCommands?: string;
  readonly minTier?: string;
  readonly cliDirectory?: readonly string[];
  readonly readOnlyRole?: string;
  readonly desktop?: boolean;
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}(?:\.\d{1,9})?$/u.test(text)) return Number(text);
  throw new Fault('usage', `${flag} takes no \`${text}\``, { fix: 'a number' });
}

function choicesOf(flags: InitFlags): Choices {
  const [usd, commands] = [numberOf('--budget-usd', flags.budgetUsd), numberOf('--max-commands', flags.maxCommands)];
  return {
    ...(flags.model === undefined ? {} : { model: flags.model }),
    ...(flags.baseUrl === undefined ? {} : { baseUrl: flags.baseUrl }),
    ...(flags.keyFile === undefined ? {} : { keyFile: flags.keyFile }),
    ...(usd === undefined ? {} : { usd }),
    ...(commands === undefined ? {} : { commands }),
    ...(flags.minTier === undefined ? {} : { minimumTier: flags.minTier }),
    ...(flags.cliDirectory === undefined ? {} : { directories: flags.cliDirectory }),
    ...(flags.readOnlyRole === undefined ? {} : { readOnlyRole: flags.readOnlyRole }),
    ...(flags.desktop === undefined ? {} : { desktop: flags.desktop }),
  };
}

interface Answered {
  readonly choices: Choices;
  readonly mayReplace: boolean;
}

/** Where nobody is asked, a folder that only the person can vouch for is named and left out. */
async function answered(flags: InitFlags, found: Detected, path: string, home: string, screen: Screen): Promise<Answered> {
  const given = choicesOf(flags);
  const mayReplace = flags.force === true;
  if (flags.yes === true || flags.print === true) return { choices: given, mayReplace };
  const teletype = openTeletype(false);
  if (!teletype)
    throw new Fault('needs-person', 'there is no terminal to ask at', {
      fix: 'ghosthunter init --yes asks nothing; --print writes nothing',
    });
  const asker = openAsker(teletype);
  try {
    if (existsSync(path) && !mayReplace && !(await asker.isYes(`${printable(path)} is there; replace it?`))) {
      throw new Fault('needs-person', `${path} was left as it is`, { fix: 'ghosthunter config check says whether it is sound' });
    }
    return { choices: await askChoices(given, found, home, asker, screen), mayReplace: true };
  } finally {
    asker.close();
    screen.input.destroy();
  }
}

export async function initCommand(flags: InitFlags, surroundings: Surroundings, screen: Screen): Promise<number> {
  const path = configPath(stateDirectoryPath(surroundings));
  // Before anything is asked in vain.
  if (existsSync(path) && flags.force !== true && flags.yes === true) {
    throw new Fault('usage', `${path} is there already`, { fix: 'look at it, or give --force to replace it' });
  }
  const found = detect(surroundings);
  if (flags.print !== true) for (const line of detectedLines(found)) screen.err(printable(line));
  const { choices, mayReplace } = await answered(flags, found, path, surroundings.home, screen);
  const text = settingsText(choices);
  parseConfig(text, 'what was chosen');
  if (flags.print === true) {
    for (const line of text.trimEnd().split('\n')) screen.out(line);
    return EXIT.ok;
  }
  readyStateDirectory(stateDirectoryPath(surroundings));
  writeNew(path, text, mayReplace);
  screen.out(printable(`wrote ${path}`));
  for (const { folder, programs } of choices.directories === undefined ? found.folders : []) {
    screen.err(printable(`not used: ${programs.join(', ')} in ${folder}; if you trust it, add it to \`directories\` in section [cli]`));
  }
  screen.out('next: ghosthunter doctor');
  return EXIT.ok;
}
