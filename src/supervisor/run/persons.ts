// Who is there while a run goes on: somebody who answers, with what they may say besides, or nobody.

import { redactLine } from '../../digest/index.js';
import { LIMITS } from '../../protocol/index.js';
import { Fault } from '../../shared/index.js';
import { type InputHistory, openInputHistory, openTeletype, type Screen, type Teletype } from '../../terminal/index.js';
import { noOther } from '../another-spike.js';
import { openAnswerFile } from '../answer-file.js';
import { type Asides, openAsides } from '../asides.js';
import type { Config } from '../config.js';
import type { Investigation } from '../investigation/open.js';
import { openPerson, type Person } from '../person.js';
import type { RunFlags } from '../run-options.js';
import type { Surroundings } from '../state-directory.js';
import { isPlainTerminal, type RunView } from '../view.js';

export interface Persons {
  readonly person: Person;
  readonly asides: Asides;
  readonly history: InputHistory;
  /** Undefined where no question is asked. */
  readonly teletype: Teletype | undefined;
}

export interface PersonsOptions {
  readonly flags: RunFlags;
  readonly opened: Pick<Investigation, 'choice' | 'config'>;
  readonly surroundings: Surroundings;
  readonly screen: Screen;
  readonly view: RunView;
  /** For the one who proposes. */
  readonly note: (text: string) => void;
}

function hasClipboard({ terminal }: Config, { environment }: Surroundings): boolean {
  return terminal.clipboard && (environment['GHOSTHUNTER_NO_CLIPBOARD'] ?? '') === '';
}

/** Why nobody may say yes once and for all. */
function noAlways({ approval }: Config): string | undefined {
  return approval.ask_always ? 'each command waits for a yes of its own: `approval.ask_always` is set' : undefined;
}

export function openPersons({ flags, note, opened, screen, surroundings, view }: PersonsOptions): Persons {
  const { choice, config } = opened;
  if (flags.answers !== undefined && choice.mode !== 'paranoid') {
    throw new Fault('usage', '--answers holds what you ran yourself, and here commands run by themselves', { fix: 'leave --answers out' });
  }
  const began = performance.now();
  const history = openInputHistory(redactLine);
  const teletype = flags.headless === true ? undefined : openTeletype(isPlainTerminal(flags, config, surroundings));
  const copies = hasClipboard(config, surroundings);
  const write = copies && teletype && !teletype.isPlain ? teletype.write : undefined;
  const asides = openAsides({ state: view.state, look: view.look, note, write, noOther: noOther(flags) });
  const person = openPerson({
    screen,
    teletype,
    answers: flags.answers === undefined ? undefined : openAnswerFile(flags.answers, screen.input, LIMITS.pasteCharacters),
    home: surroundings.home,
    copies,
    asides,
    history,
    noAlways: noAlways(config),
    time: () => ({ spent: performance.now() - began, most: config.budget.minutes * 60_000 }),
  });
  return { person, asides, history, teletype };
}
