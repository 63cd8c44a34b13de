// `ghosthunter config`: what holds here and where each value comes from. Says of a secret where it is, never what it is.

import { basename, resolve } from 'node:path';
import { redactLine } from '../../digest/index.js';
import { EXIT, Fault, nearest, printable, printableJson } from '../../shared/index.js';
import type { Screen } from '../../terminal/index.js';
import { configPath } from '../config.js';
import { type Surroundings, stateDirectoryPath } from '../state-directory.js';
import { variableOf } from './environment.js';
import { PROJECT_FILE, readConfigFile } from './files.js';
import { configKeys, type Key, shownValue } from './keys.js';
import { checkText, type Layers, type Origin, projectComplaints, readLayers } from './layers.js';
import { isTable, type RawTable, valueAt } from './raw.js';
import { parseToml } from './complaint.js';

export interface ConfigFlags {
  readonly origin?: boolean;
  readonly json?: boolean;
}

interface Setting {
  readonly path: readonly string[];
  /** Undefined where nothing is set and nothing is built in. */
  readonly value: unknown;
  readonly origin: Origin;
  readonly key: Key;
}

/** The path of an address may be a secret, as that of a chat's webhook is. */
const SECRET_PATHS: ReadonlySet<string> = new Set(['notify.webhook_url']);

function shownText(path: readonly string[], text: string): string {
  if (SECRET_PATHS.has(path.join('.')) && URL.canParse(text)) return `${new URL(text).origin}/…`;
  return redactLine(text);
}

function harmless(path: readonly string[], value: unknown): unknown {
  if (typeof value === 'string') return shownText(path, value);
  return Array.isArray(value) ? value.map((one) => harmless(path, one)) : value;
}

/** One for each name that the person chose. */
function concretePaths({ path }: Key, config: RawTable): readonly (readonly string[])[] {
  const at = path.indexOf('*');
  if (at === -1) return [path];
  const table = valueAt(config, path.slice(0, at));
  return isTable(table) ? Object.keys(table).map((name) => path.with(at, name)) : [];
}

function settingsOf({ config, originOf }: Layers): readonly Setting[] {
  const table: RawTable = { ...config };
  return configKeys().flatMap((key) =>
    concretePaths(key, table).map((path) => ({ path, key, value: harmless(path, valueAt(table, path)), origin: originOf(path) })),
  );
}

function originWords({ from, line, where }: Origin): string {
  switch (from) {
    case 'built-in':
      return 'built in';
    case 'environment':
      return `variable ${where}`;
    case 'project':
    case 'user':
      return `${from} ${where}${line === null ? '' : `:${String(line)}`}`;
  }
}

function asJson({ key, origin, path, value }: Setting): object {
  const { allowed, description } = key;
  const variable = path.some((_, at) => key.path[at] === '*') ? null : variableOf(key);
  return { key: path.join('.'), value: value ?? null, origin, variable, allowed, description };
}

function show(flags: ConfigFlags, surroundings: Surroundings, screen: Screen): number {
  const layers = readLayers(surroundings, process.cwd());
  const settings = settingsOf(layers);
  const { projectPath, userPath } = layers;
  if (flags.json === true) {
    const files = { directory: stateDirectoryPath(surroundings), user: userPath, project: projectPath };
    screen.out(printableJson({ schema_version: 1, files, values: settings.map(asJson) }));
    return EXIT.ok;
  }
  const lines = settings
    .filter(({ value }) => value !== undefined)
    .map(({ origin, path, value }) => ({ said: `${path.join('.')} = ${shownValue(value)}`, from: originWords(origin) }));
  const width = Math.min(60, Math.max(...lines.map(({ said }) => said.length)));
  for (const { from, said } of lines) screen.out(printable(flags.origin === true ? `${said.padEnd(width)}  # ${from}` : said));
  return EXIT.ok;
}

function get(asked: string, flags: ConfigFlags, surroundings: Surroundings, screen: Screen): number {
  const settings = settingsOf(readLayers(surroundings, process.cwd()));
  const found = settings.find(({ path }) => path.join('.') === asked);
  if (!found) {
    const meant = nearest(
      asked,
      settings.map(({ path }) => path.join('.')),
    );
    throw new Fault('usage', `there is no key \`${printable(asked, 200)}\``, {
      fix: meant === undefined ? 'ghosthunter config show lists them' : `did you mean ${meant}?`,
    });
  }
  if (flags.json === true) screen.out(printableJson({ schema_version: 1, ...asJson(found) }));
  else if (found.value === undefined) screen.err('not set');
  else screen.out(printable(typeof found.value === 'string' ? found.value : shownValue(found.value)));
  return found.value === undefined && flags.json !== true ? EXIT.error : EXIT.ok;
}

function paths(flags: ConfigFlags, surroundings: Surroundings, screen: Screen): number {
  const { projectPath, userPath } = readLayers(surroundings, process.cwd());
  if (flags.json === true) screen.out(printableJson({ schema_version: 1, user: userPath, project: projectPath }));
  else for (const path of [userPath, ...(projectPath === null ? [] : [projectPath])]) screen.out(printable(path));
  return EXIT.ok;
}

/** A file of the project's name is judged as one, against what you have configured. */
function check(named: string | undefined, flags: ConfigFlags, surroundings: Surroundings, screen: Screen): number {
  const path = named === undefined ? configPath(stateDirectoryPath(surroundings)) : resolve(named);
  const file = readConfigFile(path);
  if (!file && named !== undefined) throw new Fault('file', `${path} does not exist`, { fix: 'ghosthunter init writes one' });
  const itself = file ? checkText(file.text, path) : [];
  const toml = file && parseToml(file.text, path);
  const isProject = basename(path) === PROJECT_FILE;
  const complaints =
    itself.length === 0 && isProject && file && toml && 'raw' in toml && isTable(toml.raw)
      ? projectComplaints(file, toml.raw, readLayers(surroundings, '/').config)
      : itself;
  if (flags.json === true) screen.out(printableJson({ schema_version: 1, path, isThere: file !== undefined, complaints }));
  else if (complaints.length === 0) screen.out(printable(file ? `${path}: sound` : `${path}: not there, so all is as built in`));
  else {
    for (const { fix, message } of complaints) {
      screen.err(printable(message));
      screen.err(`  fix: ${printable(fix)}`);
    }
  }
  return complaints.length === 0 ? EXIT.ok : EXIT.usage;
}

export type ConfigQuestion = 'show' | 'get' | 'path' | 'check';

export function configCommand(
  question: ConfigQuestion,
  named: string | undefined,
  flags: ConfigFlags,
  surroundings: Surroundings,
  screen: Screen,
): number {
  switch (question) {
    case 'show':
      return show(flags, surroundings, screen);
    case 'get':
      return get(named ?? '', flags, surroundings, screen);
    case 'path':
      return paths(flags, surroundings, screen);
    case 'check':
      return check(named, flags, surroundings, screen);
  }
}
