// What a person meant by an answer to "run this and paste what it prints". The rule, which the README has too: several lines, more than 300
// characters, JSON, a table or an error message is output; `/word` is a command; other words are a note; what is neither is asked about, once.

export type Meaning =
  | {
      readonly kind:
        | 'empty'
        | 'skip'
        | 'quit'
        | 'why'
        | 'help'
        | 'hypotheses'
        | 'copy'
        | 'paste'
        | 'output'
        | 'unclear'
        | 'unknown-command';
    }
  /** Undefined where no number was given, or none that can be one. */
  | { readonly kind: 'spike'; readonly rank: number | undefined }
  | { readonly kind: 'note'; readonly text: string };

export type Origin = 'typed' | 'pasted';

const SHORT = 300;

const COMMANDS: ReadonlyMap<string, Exclude<Meaning['kind'], 'note' | 'spike'>> = new Map([
  ['/hypotheses', 'hypotheses'],
  ['/copy', 'copy'],
  ['/skip', 'skip'],
  ['/quit', 'quit'],
  ['/exit', 'quit'],
  ['/why', 'why'],
  ['/help', 'help'],
  ['/paste', 'paste'],
  ['skip', 'skip'],
  ['quit', 'quit'],
  ['why', 'why'],
  ['why?', 'why'],
  ['help', 'help'],
  ['?', 'help'],
]);

function isJson(text: string): boolean {
  if (!/^[[{"]/u.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Then it is something else, or the beginning of something longer.
    return false;
  }
}

/** How often the character stands in the text. */
function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function isTable(text: string): boolean {
  return count(text, '|') >= 3 || count(text, '\t') >= 2 || count(text, '   ') >= 2;
}

/** How the command line tools begin when they fail. */
function isError(text: string): boolean {
  return /^(?:error:|an error occurred|bigquery error|traceback|usage:|warning:|fatal|command ?exception)/iu.test(text);
}

function isOutput(text: string): boolean {
  return text.includes('\n') || text.length > SHORT || isJson(text) || isTable(text) || isError(text);
}

/** At least two words, the first of them of letters: nobody's output, or hardly. */
function isWords(text: string): boolean {
  const [first = '', ...rest] = text.split(' ').filter((word) => word !== '');
  return rest.length > 0 && /^\p{L}[\p{L}'’-]*[,:.!?]?$/u.test(first);
}

export function meaningOf(raw: string, origin: Origin): Meaning {
  const text = raw.trim();
  if (text === '') return { kind: 'empty' };
  // What was pasted is data: neither a command nor a path, whatever it says.
  if (origin === 'pasted') return { kind: isOutput(text) ? 'output' : 'unclear' };
  const [word = ''] = text.split(' ', 1);
  if (word === '/note' || word === '/n') {
    const note = text.slice(word.length).trim();
    return note === '' ? { kind: 'help' } : { kind: 'note', text: note };
  }
  if (word === '/spike') {
    const rank = text.slice(word.length).trim();
    return { kind: 'spike', rank: /^[1-9]\d{0,2}$/.test(rank) ? Number(rank) : undefined };
  }
  const command = COMMANDS.get(text.toLowerCase());
  if (command !== undefined) return { kind: command };
  if (/^\/[a-z]+$/u.test(text)) return { kind: 'unknown-command' };
  if (isOutput(text)) return { kind: 'output' };
  return isWords(text) ? { kind: 'note', text } : { kind: 'unclear' };
}

export type Approval =
  | { readonly kind: 'yes' | 'always' | 'quit' | 'unclear' }
  | { readonly kind: 'no'; readonly note: string | undefined };

/** What a person answered to "may this run?": one word, and behind a no whatever they want to say. Nothing is no answer. */
export function approvalOf(raw: string): Approval {
  const text = raw.trim();
  const [word = ''] = text.split(/[ ,:]/u, 1);
  const rest = text.slice(word.length).replace(/^[ ,:]+/u, '');
  switch (word.toLowerCase()) {
    case 'n':
    case 'no':
      return { kind: 'no', note: rest === '' ? undefined : rest };
    case 'y':
    case 'yes':
      return { kind: rest === '' ? 'yes' : 'unclear' };
    case 'a':
    case 'always':
      return { kind: rest === '' ? 'always' : 'unclear' };
    case 'q':
    case 'quit':
      return { kind: rest === '' ? 'quit' : 'unclear' };
    default:
      return { kind: 'unclear' };
  }
}
