// Names of accounts, people and machines replaced by names of our own, the same for the same one, and back: for whoever does not want a
// model to know them. The map stays with whoever made it.
// INVARIANT: show(hide(text)) is the text, whatever stands in it, names that look like ours included.

export type PseudonymKind = 'account' | 'email' | 'project' | 'billing-account' | 'address' | 'person';

export interface Pseudonyms {
  readonly hide: (text: string) => string;
  /** The text as a person may read it. */
  readonly show: (text: string) => string;
  /** Pseudonym to name. It never leaves the process that made it. */
  readonly map: ReadonlyMap<string, string>;
}

export interface PseudonymOptions {
  readonly accounts?: readonly string[];
  /** Projects, billing accounts and other names that only the caller knows. */
  readonly projects?: readonly string[];
  readonly billingAccounts?: readonly string[];
  readonly addresses?: boolean;
  readonly people?: boolean;
  /** Names are hidden inside longer words too, projects are learned from what names them, and in doubt a number is an account. */
  readonly isStrict?: boolean;
}

const KINDS: readonly PseudonymKind[] = ['billing-account', 'account', 'email', 'project', 'address', 'person'];
const OWN = `(?:${KINDS.join('|')})-\\d{1,9}(?!\\d)`;
const SHOWN = new RegExp(OWN, 'g');

const LOOSE_ACCOUNT = '(?<![\\w.-])\\d{12}(?![\\w.]|-\\w)';
const STRICT_ACCOUNT = '(?<!\\d)\\d{12}(?!\\d)';
const EMAIL = '[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}(?:@|%40)[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,6}';
const BILLING_ACCOUNT = '\\b[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}\\b';
const LOOSE_ADDRESS = '(?<![\\d.])(?:\\d{1,3}\\.){3}\\d{1,3}(?![\\d.])';
const HEX = '[0-9A-Fa-f]{1,4}';
const STRICT_ADDRESS = [
  '(?<![\\d.])(?:\\d{1,3}\\.){3}\\d{1,3}(?!\\d|\\.\\d)',
  // As names of machines spell them: ip-10-0-0-1.
  '(?<![A-Za-z0-9])(?:ip|ec2)(?:-\\d{1,3}){4}(?!\\d|-\\d)',
  `(?<![\\w:.])(?:${HEX}:){7}${HEX}(?![\\w:])`,
  `(?<![\\w:.])${HEX}(?::${HEX}){0,6}::(?:${HEX}(?::${HEX}){0,6})?(?![\\w:])`,
].join('|');
/** Users of an ARN, sessions of a role, and the names of users as logs tell them. */
const PERSON = [
  '(?<=:user/)[\\w+=,.@/-]{1,64}',
  '(?<=:assumed-role/[\\w+=,.@-]{1,64}/)[\\w+=,.@-]{2,64}',
  '(?<="[Uu]ser[Nn]ame"\\s{0,2}:\\s{0,2}")[^"\\\\]{1,64}(?=")',
].join('|');
/** Sessions that machines and services open tell what did it, and nobody's name. */
const NO_PERSON = /^(?:i-[0-9a-f]{8,17}|root|(?:AutoScaling|AWS|aws)[\w-]*|[a-z0-9.-]+\.amazonaws\.com)$/;

/** Twelve digits that count something: bytes, seldom accounts. */
const COUNTS =
  /(?:bytes|size|(?<!ac)count|sum|total|amount|usage|units|quantity|slotms|millis|micros|nanos|average|maximum|minimum)\w{0,20}["']?\s{0,3}[:=]\s{0,3}["']?$/i;
const LOOK_BACK = 64;

const PROJECT_TOLD = /(?:\bprojects\/|"project(?:_?[Ii]d)?"\s{0,2}:\s{0,2}")([a-z][a-z0-9-]{4,28}[a-z0-9])(?![A-Za-z0-9-])/g;
const MOST_LEARNED = 50;
const BILLING = 'billing-';
const SHORTEST = 4;
/** From so many characters on a name is no part of an ordinary word. */
const TELLING = 6;

const quoted = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function anyOf(names: Iterable<string>, isInsideWords: boolean): string | undefined {
  const longestFirst = [...names].filter((name) => name.length >= SHORTEST).toSorted((one, other) => other.length - one.length);
  if (longestFirst.length === 0) return undefined;
  const whole = (name: string): string => `(?<![A-Za-z0-9-])${quoted(name)}(?![A-Za-z0-9-])`;
  return longestFirst.map((name) => (isInsideWords && name.length >= TELLING ? quoted(name) : whole(name))).join('|');
}

export function openPseudonyms(options: PseudonymOptions = {}): Pseudonyms {
  const { accounts = [], addresses = false, billingAccounts = [], isStrict = false, people = false, projects = [] } = options;
  const known = new Map<string, string>();
  const map = new Map<string, string>();
  const counts = new Map<PseudonymKind, number>();
  /** Names that only look like ours: they are given to nobody. */
  const taken = new Set<string>();
  const accountsKnown = new Set(accounts);
  const learned = new Set<string>();
  let pattern = compiled();

  function pseudonym(kind: PseudonymKind, name: string): string {
    const key = `${kind} ${name}`;
    const given = known.get(key);
    if (given !== undefined) return given;
    let count = counts.get(kind) ?? 0;
    let made: string;
    do {
      count += 1;
      made = `${kind}-${String(count)}`;
    } while (taken.has(made));
    counts.set(kind, count);
    known.set(key, made);
    map.set(made, name);
    return made;
  }

  /** One pattern for all kinds, so that what was hidden is not looked at again. */
  function compiled(): RegExp {
    const told = anyOf(learned, false);
    const project = [anyOf(projects, isStrict), told].filter((part) => part !== undefined).join('|');
    const billing = [anyOf(billingAccounts, false), BILLING_ACCOUNT].filter((part) => part !== undefined).join('|');
    const parts: readonly (readonly [string, string])[] = [
      ['own', OWN],
      ['person', people ? PERSON : ''],
      ['email', EMAIL],
      ['billing', billing],
      ['project', project],
      ['account', isStrict ? STRICT_ACCOUNT : LOOSE_ACCOUNT],
      ['address', addresses ? (isStrict ? STRICT_ADDRESS : LOOSE_ADDRESS) : ''],
    ];
    const used = parts.filter(([, source]) => source !== '').map(([name, source]) => `(?<${name}>${source})`);
    return new RegExp(used.join('|'), 'g');
  }

  /** A name that somebody else gave and that reads like one of ours. */
  function foreign(name: string): string {
    if (!map.has(name)) {
      taken.add(name);
      return name;
    }
    return pseudonym(KINDS.find((kind) => name.startsWith(`${kind}-`)) ?? 'project', name);
  }

  function isAccount(digits: string, at: number, text: string): boolean {
    if (!isStrict || accountsKnown.has(digits)) return true;
    const before = text.slice(Math.max(0, at - LOOK_BACK), at);
    const after = text.slice(at + digits.length, at + digits.length + 2);
    // Part of a hash or of a decimal number.
    if (/[A-Za-z.]$/.test(before) || /^(?:[A-Za-z]|\.\d)/.test(after)) return false;
    return !COUNTS.test(before);
  }

  /** What kind of name it is; nothing where it may be told. */
  function kindOf({ groups = {}, index }: RegExpExecArray, text: string): PseudonymKind | undefined {
    const { account, billing, email, person, project } = groups;
    if (person !== undefined) return NO_PERSON.test(person) ? undefined : 'person';
    if (email !== undefined) return 'email';
    if (billing !== undefined) return 'billing-account';
    if (project !== undefined) return 'project';
    if (account === undefined) return 'address';
    if (!isAccount(account, index, text)) return undefined;
    accountsKnown.add(account);
    return 'account';
  }

  function learn(text: string): void {
    const before = learned.size;
    for (const [, name] of text.matchAll(PROJECT_TOLD)) {
      // T-INJECT: an output that calls every word of ours a project.
      if (name !== undefined && learned.size < MOST_LEARNED && /[-\d]/.test(name) && !map.has(name)) learned.add(name);
    }
    if (learned.size > before) pattern = compiled();
  }

  return {
    hide: (text) => {
      if (isStrict) learn(text);
      let made = '';
      let end = 0;
      pattern.lastIndex = 0;
      for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
        made += text.slice(end, match.index);
        const own = match.groups?.['own'];
        const kind = own === undefined ? kindOf(match, text) : undefined;
        end = pattern.lastIndex;
        if (own !== undefined) made += foreign(own);
        else if (kind === undefined) made += match[0];
        else {
          // Digits that follow would read as part of our number, and one of our kinds ends as another one does.
          const digits = /^\d*/.exec(text.slice(end))?.[0] ?? '';
          const before = kind === 'account' && made.endsWith(BILLING) ? BILLING : '';
          made = made.slice(0, made.length - before.length) + pseudonym(kind, `${before}${match[0]}${digits}`);
          end += digits.length;
          pattern.lastIndex = end;
        }
      }
      return made + text.slice(end);
    },
    show: (text) => text.replace(SHOWN, (made) => map.get(made) ?? made),
    map,
  };
}
