// Run this and paste what it printed: the command on a line of its own, as any shell reads it, and then whatever the person has to say until
// there is an output or none is to come. What was pasted is data; only what was typed is a command or a path.

import { type AskedByHand, type HandedBack, LIMITS } from '../protocol/index.js';
import { Fault, printable } from '../shared/index.js';
import { type Bounded, clipboardSequence, isShowable, type Meaning, meaningOf, spelledOut, type Typed } from '../terminal/index.js';
import { fileNamed, readOutput } from './answer-file.js';
import { costText, GONE, LEFT, type QuestionDoors, ring, say, sayFolded, STOPPED, timeText, UNSHOWABLE } from './question.js';
import type { Spoken } from './session-plan.js';

const LABEL = 'output> ';

const HELP = [
  'paste the output, or type the path of a file that holds it, then Enter',
  '/paste       read lines until one of ###',
  '/skip        go on without its output',
  '/note TEXT   for the one who proposes; plain words do too',
  '/why         what this command is for, and what each layer said',
  '/hypotheses  what is believed',
  '/copy        the command, to the clipboard',
  '/spike N     end this run, look into spike N',
  '/quit        stop the run; it can go on later',
] as const;

interface Conversation extends QuestionDoors {
  readonly asked: AskedByHand;
  readonly notes: string[];
}

function copied({ teletype, copies, asked }: Conversation): string {
  if (!copies || teletype.isPlain) return '';
  const sequence = clipboardSequence(asked.canonical);
  if (sequence === undefined) return ' (too long for the clipboard)';
  teletype.write(sequence);
  return ' (in the clipboard, if your terminal allows it)';
}

function show(conversation: Conversation): void {
  const { teletype, asked, time } = conversation;
  say(
    teletype,
    '',
    `run this yourself${copied(conversation)}:`,
    '',
    asked.canonical,
    '',
    `${costText(asked.microUsd)}; ${timeText(time())}`,
  );
  sayFolded(teletype, 'then paste what it printed, or type the path of a file; /help has the rest');
  ring(teletype);
}

function noted(conversation: Conversation, text: string): void {
  const room = LIMITS.noteCharacters - conversation.notes.join('\n').length - 1;
  const kept = text.slice(0, Math.max(0, room)).toWellFormed();
  if (kept !== '') conversation.notes.push(kept);
  const cut = kept.length < text.length ? ', but for what did not fit' : '';
  say(conversation.teletype, `noted${cut}; it goes along with the output, or with /skip`);
}

function handedBack({ notes }: Conversation, output: Bounded | null): Spoken<HandedBack> {
  return { answer: { output, note: notes.length === 0 ? null : notes.join('\n') } };
}

function takenAsOutput(conversation: Conversation, { text, cutBytes }: Bounded): Spoken<HandedBack> {
  const lines = String(text.split('\n').length);
  const cut = cutBytes > 0 ? `, and ${String(cutBytes)} bytes that did not fit were cut` : '';
  say(conversation.teletype, `taken as output: ${lines} lines, ${String(text.length)} characters${cut}`);
  return handedBack(conversation, { text, cutBytes });
}

/** The file that a person named; undefined when there is none, or nothing in it. */
function fromFile(conversation: Conversation, typed: string): Spoken<HandedBack> | 'unread' | undefined {
  const { teletype, home } = conversation;
  const path = fileNamed(typed, home);
  if (path === undefined) return undefined;
  try {
    say(teletype, `reading ${printable(path)}`);
    const { bytes, ...kept } = readOutput(path, LIMITS.pasteCharacters);
    if (kept.text !== '') return takenAsOutput(conversation, kept);
    say(teletype, `there is nothing in it (${String(bytes)} bytes)`);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    say(teletype, `${printable(cause.message)}: ${printable(cause.fix ?? '')}`);
  }
  return 'unread';
}

function why({ asides, teletype, asked }: Conversation): void {
  const [program = '', ...words] = asked.canonical.split(' ');
  const path = words.slice(
    0,
    Math.max(
      0,
      words.findIndex((word) => !/^[a-z][a-z0-9-]*$/u.test(word)),
    ),
  );
  sayFolded(
    teletype,
    `the investigation wants to see what this prints. The gate has judged it: it reads, changes nothing, hands out no credentials, and ${costText(asked.microUsd)}.`,
    `what it may do and why it is allowed: ghosthunter policy show ${[program, ...path].join(' ')}`,
    'to ask the one who proposes, write a /note: it goes along with the answer',
  );
  say(teletype, ...(asides.answer({ kind: 'why' }, asked.canonical) ?? []));
}

const MAY_BE_PATH: ReadonlySet<Meaning['kind']> = new Set(['note', 'unclear', 'unknown-command']);

/** What it says besides an output; undefined while the question stays open. */
function told(conversation: Conversation, meaning: Meaning): Spoken<HandedBack> | undefined {
  const { teletype } = conversation;
  switch (meaning.kind) {
    case 'skip':
      return handedBack(conversation, null);
    case 'quit':
      return { answer: { output: null, note: null }, ending: STOPPED };
    case 'note':
      noted(conversation, meaning.text);
      return undefined;
    case 'why':
      why(conversation);
      return undefined;
    case 'hypotheses':
    case 'copy':
    case 'spike':
      say(teletype, ...(conversation.asides.answer(meaning, conversation.asked.canonical) ?? []));
      return conversation.asides.chosen() === undefined ? undefined : { answer: { output: null, note: null }, ending: LEFT };
    case 'unknown-command':
      say(teletype, 'there is no such command, and no such file', ...HELP);
      return undefined;
    case 'empty':
    case 'help':
    case 'paste':
    case 'output':
    case 'unclear':
      say(teletype, ...HELP);
      return undefined;
  }
}

/** Neither clearly output nor clearly words: asked about once. What is typed instead is an answer of its own. */
async function settled(conversation: Conversation, unclear: Bounded): Promise<Spoken<HandedBack> | Typed | undefined> {
  const { teletype, prompt } = conversation;
  say(teletype, `is this the output, or a note? ${printable(unclear.text)}`);
  const typed = await prompt.ask({ label: 'o: output   n: note ', isFresh: false });
  if (typed.kind !== 'line') return typed;
  switch (typed.text.trim().toLowerCase()) {
    case 'o':
    case 'output':
      return takenAsOutput(conversation, unclear);
    case 'n':
    case 'note':
      noted(conversation, unclear.text);
      return undefined;
    default:
      say(teletype, 'left out');
      return typed;
  }
}

async function next(conversation: Conversation, typed: Typed): Promise<Spoken<HandedBack> | Typed | undefined> {
  const { teletype, prompt, asked } = conversation;
  if (typed.kind === 'gone') return { ending: GONE };
  if (typed.kind === 'stop') return { answer: { output: null, note: null }, ending: STOPPED };
  const given: Bounded =
    typed.kind === 'paste' ? { text: typed.text.trim(), cutBytes: typed.cutBytes } : { text: typed.text.trim(), cutBytes: 0 };
  if (given.text === asked.canonical) {
    say(teletype, 'that is the command itself: run it in a shell, and paste here what it prints');
    return undefined;
  }
  const meaning = meaningOf(given.text, typed.kind === 'paste' ? 'pasted' : 'typed');
  if (typed.kind === 'line' && MAY_BE_PATH.has(meaning.kind)) {
    const read = fromFile(conversation, given.text);
    if (read !== undefined) return read === 'unread' ? undefined : read;
  }
  switch (meaning.kind) {
    case 'output':
      return takenAsOutput(conversation, given);
    case 'unclear':
      return settled(conversation, given);
    case 'paste':
      say(teletype, 'reading lines until one of ###');
      return prompt.ask({ label: '', isFresh: false, isCollecting: true });
    case 'copy':
    case 'empty':
    case 'help':
    case 'hypotheses':
    case 'note':
    case 'quit':
    case 'skip':
    case 'spike':
    case 'unknown-command':
    case 'why':
      return told(conversation, meaning);
  }
}

export async function askByHand(asked: AskedByHand, doors: QuestionDoors): Promise<Spoken<HandedBack>> {
  const conversation: Conversation = { ...doors, asked, notes: [] };
  if (!isShowable(asked.canonical)) {
    say(doors.teletype, '', `cannot be shown as it is: ${spelledOut(asked.canonical)}`);
    return { answer: { output: null, note: null }, ending: UNSHOWABLE };
  }
  show(conversation);
  let typed = await doors.prompt.ask({ label: LABEL, isFresh: true, isRemembered: true });
  for (;;) {
    const said = await next(conversation, typed);
    if (said !== undefined && !('kind' in said)) return said;
    // A paste may have keys behind it that were part of it.
    typed = said ?? (await doors.prompt.ask({ label: LABEL, isFresh: typed.kind === 'paste', isRemembered: true }));
  }
}
