// What is different between what was believed of a line and what the real parser of its program read in it.

import type { Answer, Read } from './oracle.js';
import { commaText } from './spelling.js';
import { isList, isRecord, isSame, isScalar, type Value } from './value.js';

export interface Belief {
  readonly binary: string;
  readonly path: readonly string[];
  readonly flags: ReadonlyMap<string, Value>;
  readonly positionals: readonly string[];
}

function shown(value: Value | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** The arguments before the service, by the name under which awscli keeps them. */
const AWS_GLOBALS: ReadonlyMap<string, readonly [string, Value | undefined]> = new Map<string, readonly [string, Value | undefined]>([
  ['--region', ['region', undefined]],
  ['--output', ['output', undefined]],
  ['--query', ['query', undefined]],
  ['--color', ['color', undefined]],
  ['--no-paginate', ['paginate', false]],
  ['--no-cli-pager', ['no_cli_pager', true]],
  ['--no-cli-auto-prompt', ['no_cli_auto_prompt', true]],
]);

function awsDifferences({ flags, positionals }: Belief, read: Read): readonly string[] {
  const args = new Map(Object.entries(read.args ?? {}));
  const globals = new Map(isRecord(read.globals ?? {}) ? Object.entries(read.globals ?? {}) : []);
  const found: string[] = [];
  for (const [name, believed] of flags) {
    const known = AWS_GLOBALS.get(name);
    const isOfCommand = args.has(name) || read.defaults?.[name] !== undefined;
    if (known !== undefined && !isOfCommand) {
      const [destination, constant] = known;
      const other = globals.get(destination);
      globals.delete(destination);
      if (!isSame(constant ?? believed, other ?? null)) found.push(`${name} is ${shown(other)}, not ${shown(believed)}`);
      continue;
    }
    const other = args.get(name) ?? read.defaults?.[name];
    args.delete(name);
    if (!isSame(believed, other ?? null)) found.push(`${name} is ${shown(other)}, not ${shown(believed)}`);
  }
  const rest = [...args].filter(([name]) => !name.startsWith('--')).flatMap(([, value]) => (isList(value) ? value : [value]));
  if (!isSame(rest, positionals)) found.push(`positionals are ${shown(rest)}, not ${shown(positionals)}`);
  const extra = [...args.keys()].filter((name) => name.startsWith('--'));
  for (const name of [...extra, ...globals.keys()]) found.push(`${name} was read too`);
  return found;
}

/** A typed list or dictionary must hold what was believed; other types (seconds, dates) are compared by their text alone. */
function isTypedSame(believed: Value, typed: Value | undefined): boolean {
  if (isList(believed) && typed !== undefined && isList(typed) && typed.every(isScalar))
    return (
      typed.length === believed.length &&
      typed.every((one, index) => commaText(believed[index] ?? '') === String(one) || isSame(one, believed[index] ?? null))
    );
  return !(isRecord(believed) && typed !== undefined && isRecord(typed)) || isSame(believed, typed) || 'type' in typed || 'time' in typed;
}

function gcloudDifferences({ flags, positionals }: Belief, read: Read): readonly string[] {
  const args = read.args ?? {};
  const raw = read.raw ?? {};
  const found: string[] = [];
  for (const [name, believed] of flags) {
    if (believed === true && isSame(raw[name] ?? [], [[]])) continue;
    const texts = (raw[name] ?? []).map((words) => words.join(' '));
    const isOnce = texts.length === 1 && texts[0] === commaText(believed);
    const isRepeated = isList(believed) && isSame(texts, believed.map(commaText));
    if (!isOnce && !isRepeated) found.push(`${name} is ${shown(texts)}, not ${shown(believed)}`);
    else if (isOnce && !isTypedSame(believed, args[name])) found.push(`${name} became ${shown(args[name])}, not ${shown(believed)}`);
  }
  const rest = Object.keys(args).filter((name) => !name.startsWith('--'));
  const words = rest.flatMap((name) => raw[name]?.flat() ?? []);
  if (!isSame([...words].sort(), [...positionals].sort())) found.push(`positionals are ${shown(words)}, not ${shown(positionals)}`);
  const extra = Object.keys(raw).filter((name) => name.startsWith('-') && !flags.has(name));
  for (const name of extra) found.push(`${name} was read too`);
  return found;
}

function bqDifferences({ flags, positionals }: Belief, read: Read): readonly string[] {
  const args = new Map(Object.entries(read.args ?? {}));
  const found: string[] = [];
  for (const [name, believed] of flags) {
    const negated = name.replace(/^--no/, '--');
    if (believed === true && !args.has(name) && args.get(negated) === false) {
      args.delete(negated);
      continue;
    }
    const other = args.get(name) ?? args.get(longOf(name, args));
    args.delete(args.has(name) ? name : longOf(name, args));
    const isText = isList(believed) && typeof other === 'string' && other === commaText(believed);
    if (!isText && !isSame(believed, other ?? null) && !(isList(other ?? null) && isSame([believed], other ?? null)))
      found.push(`${name} is ${shown(other)}, not ${shown(believed)}`);
  }
  if (!isSame(read.positionals ?? [], positionals)) found.push(`positionals are ${shown(read.positionals)}, not ${shown(positionals)}`);
  for (const name of args.keys()) found.push(`${name} was read too`);
  return found;
}

/** bq has one short name: `-n` is `--max_results` or `--max_rows`, whichever its command has. */
function longOf(name: string, args: ReadonlyMap<string, Value>): string {
  return name === '-n' ? (['--max_rows', '--max_results'].find((one) => args.has(one)) ?? name) : name;
}

function gsutilDifferences({ path, flags, positionals }: Belief, read: Read): readonly string[] {
  const options = [...(read.options ?? []), ...(Array.isArray(read.globals) ? read.globals : [])]
    .map(([name, value]) => `${name} ${value}`)
    .sort();
  const believed = [...flags].map(([name, value]) => `${name} ${value === true ? '' : commaText(value)}`).sort();
  const found = isSame(options, believed) ? [] : [`options are ${shown(options)}, not ${shown(believed)}`];
  const words = wordsOfGsutil(read).slice(path.length);
  return isSame(words, positionals) ? found : [...found, `positionals are ${shown(words)}, not ${shown(positionals)}`];
}

/** gsutil knows most subcommands only as the first argument of the command. */
function wordsOfGsutil({ path, positionals = [] }: Read): readonly Value[] {
  return [...path, ...positionals];
}

function isSamePath({ binary, path }: Belief, read: Read): boolean {
  return isSame(binary === 'gsutil' ? wordsOfGsutil(read).slice(0, path.length) : read.path, path);
}

/** The parts of a query to a cluster that a flag says, by the flag. */
const ASKED_BY: ReadonlyMap<string, string> = new Map([
  ['--selector', 'labelSelector'],
  ['--field-selector', 'fieldSelector'],
  ['--tail', 'tailLines'],
  ['--container', 'container'],
  ['--previous', 'previous'],
  ['--timestamps', 'timestamps'],
]);

/** These look in places of their own choosing, or by the labels of what they found. */
const LOOKS_FURTHER = new Set(['cluster-info', 'describe', 'logs', 'rollout']);

/** kubectl asks several times for some commands: no request may be outside of what was believed. */
function kubectlDifferences({ path, flags, positionals }: Belief, { operation, requests = [] }: Read): readonly string[] {
  const found = operation === path[0] ? [] : [`the command is ${operation}`];
  const looksFurther = LOOKS_FURTHER.has(operation);
  if (operation === 'cluster-info') return found;
  const namespace = flags.get('--namespace') ?? 'default';
  const names = positionals.slice(1);
  for (const [method, url, query] of requests) {
    if (method !== 'GET') found.push(`${method} ${url}`);
    const [, asked] = /\/namespaces\/([^/]+)\//.exec(url) ?? [];
    if (asked !== undefined && asked !== namespace) found.push(`namespace is ${asked}, not ${shown(namespace)}`);
    for (const [name, part] of ASKED_BY) {
      const text = query.find(([other]) => other === part)?.[1];
      const believed = flags.get(name);
      const isOwn = believed === undefined && looksFurther && /^(?:container|fieldSelector|labelSelector)$/.test(part);
      if (text !== undefined && !isOwn && text !== commaText(believed ?? '')) found.push(`${name} is ${text}, not ${shown(believed)}`);
    }
  }
  const missing = names.filter((name) => requests.length > 0 && !requests.some(([, url]) => url.split('/').includes(name)));
  return [...found, ...missing.map((name) => `${name} was not asked for`)];
}

/** Empty if the program read what was believed. */
export function differences(belief: Belief, answer: Answer): readonly string[] {
  if (!answer.ok) return [`${answer.kind}: ${answer.error.split('\n', 1)[0] ?? ''}`];
  if (belief.binary === 'kubectl') return kubectlDifferences(belief, answer);
  if (!isSamePath(belief, answer)) return [`the command is ${answer.path.join(' ')}, not ${belief.path.join(' ')}`];
  if (belief.binary === 'aws') return awsDifferences(belief, answer);
  if (belief.binary === 'gcloud') return gcloudDifferences(belief, answer);
  return belief.binary === 'bq' ? bqDifferences(belief, answer) : gsutilDifferences(belief, answer);
}
