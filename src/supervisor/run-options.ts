// What `ghosthunter run` was asked for, parsed from flags, configuration and environment into one plan. Everything that can be
// wrong is found here, before any process is started.

import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Attest, frameBytes, LIMITS, modelKey, type Tier } from '../protocol/index.js';
import { errorCode, Fault } from '../shared/index.js';
import { type OpenWorld, openWorld, WORLD_NAMES } from '../worlds/index.js';
import type { Config } from './config.js';
import type { Provider } from './credentials.js';
import type { Surroundings } from './state-directory.js';

export interface RunFlags {
  readonly files: readonly string[];
  readonly active?: boolean;
  readonly world?: string;
  readonly provider?: string;
  readonly script?: string;
  readonly model?: string;
  readonly json?: boolean;
  readonly logLevel?: string;
  readonly approve?: string;
  readonly yes?: boolean;
  readonly answers?: string;
  readonly plain?: boolean;
}

export interface RunChoice {
  readonly mode: 'paranoid' | 'active' | 'simulated';
  /** Whether a person is asked before a cleared command runs. */
  readonly approval: Attest['approval'];
  readonly provider: Provider;
  readonly world: OpenWorld | undefined;
  readonly files: readonly string[];
  readonly script: readonly string[] | undefined;
  readonly model: { readonly name: string; readonly maxTokens: number } | null;
  readonly key: string | null;
  readonly minimumTier: Tier;
}

function readable(file: string): string {
  const path = resolve(file);
  const fix = 'give the path of a billing export that you can read';
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new Fault('file', `cannot read ${file}${errorCode(cause) === 'ENOENT' ? ': no such file' : ''}`, { cause, fix });
  }
  if (!statSync(path).isFile()) throw new Fault('file', `${file} is not a file`, { fix });
  return path;
}

function parseWorld(name: string | undefined): OpenWorld | undefined {
  if (name === undefined) return undefined;
  const world = openWorld(name);
  if (!world) throw new Fault('usage', `there is no world \`${name}\``, { fix: `one of: ${WORLD_NAMES.join(', ')}` });
  return world;
}

function parseProvider(name: string | undefined, world: OpenWorld | undefined): Provider {
  if (name === undefined) return world?.world.provider ?? 'gcp';
  if (name === 'aws' || name === 'gcp') {
    if (world && world.world.provider !== name)
      throw new Fault('usage', `the world \`${world.world.name}\` is ${world.world.provider}`, { fix: 'leave --provider out' });
    return name;
  }
  throw new Fault('usage', `there is no provider \`${name}\``, { fix: 'one of: aws, gcp' });
}

function readScript(path: string | undefined): readonly string[] | undefined {
  if (path === undefined) return undefined;
  const lines = readFileSync(readable(path), 'utf8')
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length > LIMITS.scriptLines) {
    throw new Fault('usage', `${path} has ${String(lines.length)} commands`, { fix: `at most ${String(LIMITS.scriptLines)} in one run` });
  }
  const longest = Math.max(0, ...lines.map((line) => line.length));
  if (longest > LIMITS.commandCharacters || frameBytes({ lines }).length > LIMITS.answerBytes / 2) {
    throw new Fault('usage', `${path} has a command of ${String(longest)} characters`, {
      fix: `at most ${String(LIMITS.commandCharacters)} in a command, and less in all than half a megabyte`,
    });
  }
  return lines;
}

function rawKey(config: Config, { environment, home }: Surroundings): string | null {
  const fromEnvironment = environment['ANTHROPIC_API_KEY'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment;
  const file = config.model.key_file;
  if (file === undefined) return null;
  const path = file.startsWith('~/') ? join(home, file.slice(2)) : file;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new Fault('config', `cannot read the model key from ${file}`, {
      cause,
      fix: 'correct `key_file` in section [model] of config.toml',
    });
  }
}

function readKey(config: Config, surroundings: Surroundings): string | null {
  const key = rawKey(config, surroundings);
  if (key === null || modelKey.safeParse(key).success) return key;
  throw new Fault('config', 'the model key is empty, or holds characters that no key has', {
    fix: 'copy it again, into ANTHROPIC_API_KEY or the file that `key_file` names, without blanks or quotes',
  });
}

interface ModelAndKey {
  readonly model: RunChoice['model'];
  readonly key: string | null;
}

/** A run without a model neither needs nor reads a key. */
function parseModel(flags: RunFlags, config: Config, surroundings: Surroundings): ModelAndKey {
  const name = flags.model ?? config.model.name;
  if (name === undefined) return { model: null, key: null };
  if (name === '' || name.length > LIMITS.modelNameCharacters) {
    throw new Fault('usage', `\`${name}\` is not the name of a model`, { fix: 'give the name as the API knows it' });
  }
  const key = readKey(config, surroundings);
  if (key === null && config.model.base_url === undefined) {
    throw new Fault('usage', `model \`${name}\` needs a key`, {
      fix: 'export ANTHROPIC_API_KEY=…, or set `key_file` in section [model] of config.toml',
    });
  }
  return { model: { name, maxTokens: config.model.max_tokens }, key };
}

function parseBill(files: readonly string[]): readonly string[] {
  if (files.length > LIMITS.billFiles) {
    throw new Fault('usage', `${String(files.length)} files are too many`, { fix: `give at most ${String(LIMITS.billFiles)} at once` });
  }
  return files.map(readable);
}

/** With credentials somebody agrees to each command, or says before the run that all may run; the gate judges them all the same. */
function parseApproval({ approve, yes }: RunFlags, mode: RunChoice['mode']): Attest['approval'] {
  if (approve !== undefined && !['ask', 'all', 'none'].includes(approve)) {
    throw new Fault('usage', `\`--approve\` takes no \`${approve}\``, { fix: 'ask, all or none' });
  }
  if (yes === true && approve !== undefined && approve !== 'all') {
    throw new Fault('usage', `--yes and --approve ${approve} exclude each other`, { fix: 'leave one of them out' });
  }
  const chosen = yes === true ? 'all' : approve;
  if (mode === 'paranoid') {
    if (chosen === undefined || chosen === 'none') return 'unneeded';
    throw new Fault('usage', 'without --active you run each command yourself, so there is nothing to approve', {
      fix: 'leave --yes and --approve out, or add --active',
    });
  }
  if (mode === 'active' && chosen === 'none') {
    throw new Fault('usage', 'with --active a command runs when you have agreed to it', { fix: '--approve ask, or --yes for all of them' });
  }
  if (chosen === 'ask' || chosen === 'all') return chosen;
  return mode === 'active' ? 'ask' : 'unneeded';
}

export function parseRun(flags: RunFlags, config: Config, surroundings: Surroundings): RunChoice {
  const world = parseWorld(flags.world);
  if (world && flags.active === true) throw new Fault('usage', '--world and --active exclude each other', { fix: 'leave one of them out' });
  if (!world && flags.files.length === 0) {
    throw new Fault('usage', 'there is no bill to look at', {
      fix: 'ghosthunter run billing.csv, or try the simulated cloud: ghosthunter run --world first-light',
    });
  }
  const mode = world ? 'simulated' : flags.active === true ? 'active' : 'paranoid';
  return {
    mode,
    approval: parseApproval(flags, mode),
    provider: parseProvider(flags.provider, world),
    world,
    files: parseBill(flags.files),
    script: readScript(flags.script),
    ...parseModel(flags, config, surroundings),
    minimumTier: config.cage.min_tier,
  };
}
