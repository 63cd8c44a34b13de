// The words of a command line as the gate lets them pass: a path, then what is named, and flags with `=` or a word after them.

export interface Words {
  /** Words without a dash, in order: the path of the command and what it names. */
  readonly loose: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
}

/** Flags of one letter take the next word, except these. */
const SWITCHES = new Set(['-a', '-j', '-d', '-b', '-L', '-l', '-r', '-R', '-s', '-h', '-m', '-c', '-n_']);

export function wordsOf(args: readonly string[]): Words {
  const loose: string[] = [];
  const flags = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      loose.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    if (equals > 0 && word.startsWith('--')) flags.set(word.slice(0, equals), word.slice(equals + 1));
    else if (/^-[a-zA-Z]$/.test(word) && !SWITCHES.has(word)) {
      flags.set(word, args[at + 1] ?? '');
      at += 1;
    } else flags.set(word, 'true');
  }
  return { loose, flags };
}
