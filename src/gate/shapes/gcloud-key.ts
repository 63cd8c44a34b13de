// The parts that the languages of gcloud share: keys of a resource, and the functions that change how a value looks. Threats: a function
// that raises, reads more than the resource, or formats with a text that reaches into the program.

import { type Cursor, sees, take, takes, takesOne } from '../cursor.js';
import { isSecretField } from './secret-field.js';

export const BLANKS = / */y;
const NAME = /[A-Za-z0-9_@$][A-Za-z0-9_@$-]*/y;
export const QUOTED = /"[^"'\\]*"|'[^"'\\]*'/y;
const QUOTED_NAME = /"[^"'\\]+"|'[^"'\\]+'/y;
const INDEX = /\[(?:-?[0-9]{1,6})?\]/y;
const EACH = /\*{1,3}(?=[a-z])/y;
const FUNCTION = /[a-z][a-z0-9_]*(?=\()/y;
const WORD_ARGUMENT = /[A-Za-z0-9_.%:/@*+<>=!~|^$?#&-](?:[A-Za-z0-9_.%:/@*+<>=!~|^$?#& -]*[A-Za-z0-9_.%:/@*+<>=!~|^$?#&-])?/y;
const QUOTED_ARGUMENT = /"[^"'\\{}]*"|'[^"'\\{}]*'|"[^"'\\{}]*(?:\\[ntdwsSWD.*+?()[\]/|^$-][^"'\\{}]*)+"/y;
const LEVELS = /[1-9](?=\))/y;
const KEYWORD = /[a-z_]+=/y;
const ROOT = /\.(?=[,:)\]]|$)/y;

/** T5: `str.format` reads attributes of its arguments: a place holds a number and a plain layout, nothing more. */
const FORMAT_TEXT =
  /"(?:[^"'\\{}]|\{[0-9]?(?::[<>^+,-]?[0-9]{0,2}(?:\.[0-9])?[a-z%]?)?\})*"|'(?:[^"'\\{}]|\{[0-9]?(?::[<>^+,-]?[0-9]{0,2}(?:\.[0-9])?[a-z%]?)?\})*'/y;

/** A long number would ask for that many digits or blanks. */
const LONG_NUMBER = /^(?:[a-z_]+=)?["']?-?[0-9]{5}/;

const MOST_NAMES = 24;
const MOST_CALLS = 8;

type Range = readonly [least: number, most: number];

/** Left out: what raises (`error`, `fatal`), reads the flags (`if`), makes resources (`synthesize`), or hides a secret (`encode`). */
const ARGUMENTS: readonly (readonly [names: string, range: Range])[] = [
  ['always count len lower notnull upper', [0, 0]],
  ['basename collection iso map sort uri', [0, 1]],
  ['join resolution segment slice split yesno', [0, 2]],
  ['flatten float list', [0, 3]],
  ['color', [0, 4]],
  ['date size', [0, 5]],
  ['duration', [0, 7]],
  ['scope', [0, 8]],
  ['group', [0, 16]],
  ['decode trailoff', [1, 2]],
  ['regex', [1, 3]],
  ['extract firstof format', [1, 16]],
  ['sub', [2, 4]],
];
/** Of Compute Engine, Cloud Build and GKE; elsewhere gcloud does not know them, and says so. */
export const OF_A_SERVICE =
  'build_duration build_images build_source build_status firewall_rule image_alias location location_scope machine_type master_version name ' +
  'next_maintenance operation_http_status project quota scoped_suffixes status type_suffix zone';

const FUNCTIONS: ReadonlyMap<string, Range> = new Map(
  [...ARGUMENTS, [OF_A_SERVICE, [0, 1]] as const].flatMap(([names, range]) =>
    names.split(' ').map((name): [string, Range] => [name, range]),
  ),
);

function isArgument(cursor: Cursor, name: string, given: number): boolean {
  takes(cursor, BLANKS);
  const from = cursor.at;
  if (name === 'format' && given === 0) return takes(cursor, FORMAT_TEXT);
  if (name === 'map') return takes(cursor, LEVELS);
  if (name !== 'format' && sees(cursor, KEYWORD)) take(cursor, KEYWORD);
  return (takes(cursor, QUOTED_ARGUMENT) || takes(cursor, WORD_ARGUMENT)) && !LONG_NUMBER.test(cursor.text.slice(from, cursor.at));
}

/** The arguments of a function, the parenthesis that opens them included. */
function isCall(cursor: Cursor, name: string): boolean {
  const [least, most] = FUNCTIONS.get(name) ?? [1, 0];
  takesOne(cursor, '(');
  let given = 0;
  takes(cursor, BLANKS);
  while (!takesOne(cursor, ')')) {
    if (given > 0 && !takesOne(cursor, ',')) return false;
    if (!isArgument(cursor, name, given)) return false;
    given += 1;
    if (given > most) return false;
    takes(cursor, BLANKS);
  }
  return given >= least && given <= most;
}

function isCalls(cursor: Cursor): boolean {
  for (let calls = 0; calls < MOST_CALLS; calls += 1) {
    takes(cursor, EACH);
    const name = take(cursor, FUNCTION);
    if (name === undefined || !isCall(cursor, name)) return false;
    if (!takesOne(cursor, '.')) return true;
  }
  return false;
}

/** What stands at the cursor: a plain key, a key with functions behind it, functions alone; or none of these. */
export type KeyFound = 'key' | 'changed' | 'function' | 'none';

/** A plain key that names a field, not the whole of a record. */
export function takesField(cursor: Cursor): boolean {
  return !sees(cursor, ROOT) && takeKey(cursor) === 'key';
}

export function takeKey(cursor: Cursor): KeyFound {
  if (takes(cursor, ROOT)) return 'key';
  for (let names = 0; names < MOST_NAMES; names += 1) {
    if (sees(cursor, EACH) || sees(cursor, FUNCTION)) {
      if (!isCalls(cursor)) return 'none';
      return names === 0 ? 'function' : 'changed';
    }
    const from = cursor.at;
    const hasName = takes(cursor, NAME) || takes(cursor, QUOTED_NAME);
    if (hasName && isSecretField(cursor.text, from, cursor.at)) return 'none';
    let hasIndex = false;
    while (takes(cursor, INDEX)) hasIndex = true;
    if (!hasName && !hasIndex) return 'none';
    if (!takesOne(cursor, '.')) return 'key';
  }
  return 'none';
}
