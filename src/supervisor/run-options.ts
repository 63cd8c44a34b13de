// What `ghosthunter run` was asked for, parsed from flags, configuration and environment into one plan. Everything that can be
// wrong is found here, before any process is started.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Attest, frameBytes, LIMITS, type Tier } from '../protocol/index.js';
import { errorCode, Fault, nearest } from '../shared/index.js';
import { type OpenWorld, openWorld, WORLD_NAMES } from '../worlds/index.js';
import type { ReasonerChoice } from '../report/index.js';
import { type FarFlags, isFar, parseSource, providerOfSource } from './bills/far/source.js';
import { meantFiles } from './bills/paths.js';
import { type Config, DEFAULT_MODELS, MOST_BUDGET } from './config.js';
import type { Provider } from './credentials.js';
import { readModelKey } from './model-key.js';
import type { Surroundings } from './state-directory.js';

export const STANDARD_INPUT = '-';
/** As many as the investigation asks for, so that it gets the same answer. */
export const TOP_SPIKES = 20;
/** Which days are asked for is decided where the run begins. */
const DAY_ZERO = '2000-01-01';
const SOME_WORLDS = `ghosthunter demo --list says which there are, for example ${WORLD_NAMES.slice(0, 5).join(', ')}`;

export interface RunFlags extends FarFlags {
  readonly files: readonly string[];
  readonly active?: boolean;
  readonly world?: string;
  readonly seed?: string;
  readonly provider?: string;
  readonly spike?: string;
  readonly script?: string;
  readonly offline?: boolean;
  readonly model?: string;
  readonly compressor?: string;
  readonly maxCommands?: string;
  readonly budgetUsd?: string;
  readonly maxMinutes?: string;
  readonly headless?: boolean;
  readonly showPrompts?: boolean;
  readonly resume?: string;
  readonly json?: boolean;
  readonly logLevel?: string;
  readonly approve?: string;
  readonly yes?: boolean;
  readonly answers?: string;
  readonly plain?: boolean;
  /** The id of a run that begins, where whoever starts it has to know it before. */
  readonly runId?: string;
  /** Whoever starts it holds the other end of standard input, and the run ends with it. */
  readonly tethered?: boolean;
  /** The model's address is that of a batch, which sends many calls together: half the price, and hours for an answer. */
  readonly economy?: boolean;
}

interface Model {
  readonly name: string;
  readonly maxTokens: number;
}

export interface RunChoice {
  readonly mode: 'paranoid' | 'active' | 'simulated';
  /** Whether a person is asked before a cleared command runs. */
  readonly approval: Attest['approval'];
  /** Null where the bill decides. */
  readonly provider: Provider | null;
  readonly world: OpenWorld | undefined;
  /** Absolute; `-` stands for standard input until that was kept. */
  readonly files: readonly string[];
  /** What was left out of folders, and why. */
  readonly notes: readonly string[];
  readonly spike: number | null;
  /** Given, its lines are proposed and nothing is investigated. */
  readonly script: readonly string[] | undefined;
  readonly model: Model | null;
  readonly compressor: Model | null;
  readonly reasoner: ReasonerChoice;
  readonly key: string | null;
  readonly showPrompts: boolean;
  readonly minimumTier: Tier;
  /** What makes a run that goes on ask its models in the words of before; undefined where nobody keeps answers for it. */
  readonly economy?: { readonly frameKey: string };
}

function parseSeed(text: string | undefined): string {
  if (text === undefined) return '';
  if (/^\d{1,9}$/u.test(text)) return `-s${text}`;
  throw new Fault('usage', `\`${text}\` is no seed`, { fix: 'a whole number, for example --seed=7' });
}

function parseWorld(name: string | undefined, seed: string | undefined): OpenWorld | undefined {
  if (name === undefined) {
    if (seed !== undefined) throw new Fault('usage', '--seed is for a simulated cloud', { fix: 'add --world, or leave it out' });
    return undefined;
  }
  const world = openWorld(`${name}${parseSeed(seed)}`);
  const meant = nearest(name, WORLD_NAMES);
  const fix = meant === undefined ? SOME_WORLDS : `did you mean ${meant}? ${SOME_WORLDS}`;
  if (!world) throw new Fault('usage', `there is no world \`${name}\``, { fix });
  return world;
}

function parseSpike(text: string | undefined): number | null {
  if (text === undefined) return null;
  const rank = /^[1-9]\d{0,2}$/u.test(text) ? Number(text) : 0;
  if (rank >= 1 && rank <= TOP_SPIKES) return rank;
  throw new Fault('usage', `--spike takes 1 to ${String(TOP_SPIKES)}`, { fix: '`ghosthunter spikes` numbers them' });
}

/** For a name that is one of few. */
function meantName(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `${meant === undefined ? '' : `did you mean ${meant}? `}one of: ${known.join(', ')}`;
}

interface Budget {
  readonly commands: number;
  readonly usd: number;
  readonly minutes: number;
}

/** As it may stand in the configuration, and nowhere more than there. */
function amountOf(flag: string, text: string | undefined, otherwise: number, most: number, isWhole: boolean): number {
  if (text === undefined) return otherwise;
  const value = /^\d{1,9}(?:\.\d{1,9})?$/u.test(text) ? Number(text) : Number.NaN;
  const isSound = isWhole ? Number.isInteger(value) : value > 0;
  if (isSound && value <= most) return value;
  throw new Fault('usage', `${flag} takes no \`${text}\``, { fix: `a ${isWhole ? 'whole ' : ''}number up to ${String(most)}` });
}

export function parseBudget({ budgetUsd, maxCommands, maxMinutes }: RunFlags, { commands, minutes, usd }: Budget): Budget {
  return {
    commands: amountOf('--max-commands', maxCommands, commands, MOST_BUDGET.commands, true),
    usd: amountOf('--budget-usd', budgetUsd, usd, MOST_BUDGET.usd, false),
    minutes: amountOf('--max-minutes', maxMinutes, minutes, MOST_BUDGET.minutes, false),
  };
}

/** A bill that is asked for where it lies: with credentials, in place of every other bill. Undefined where it is here. */
function askedProvider(flags: RunFlags): Provider | undefined {
  const source = parseSource(flags, DAY_ZERO);
  if (source === undefined) return undefined;
  const flag = source.table === null ? '--from-cost-explorer' : '--from-bigquery';
  const other = flags.world === undefined ? (flags.files.length > 0 ? 'files' : undefined) : '--world';
  if (other !== undefined)
    throw new Fault('usage', `${flag} and ${other} exclude each other: there is one bill`, { fix: 'leave one of them out' });
  if (flags.script !== undefined)
    throw new Fault('usage', `${flag} and --script exclude each other: a script looks into no bill`, { fix: 'leave one of them out' });
  if (flags.active !== true) {
    throw new Fault('usage', `${flag} runs commands with your credentials`, {
      fix: 'add --active; or export the bill to a file and give that',
    });
  }
  return providerOfSource(source);
}

function parseProvider(name: string | undefined, world: OpenWorld | undefined, asked: Provider | undefined): Provider | null {
  if (name === undefined) return world?.world.provider ?? asked ?? null;
  if (name === 'aws' || name === 'gcp') {
    if (asked !== undefined && asked !== name)
      throw new Fault('usage', `that bill is asked for at ${asked}, and --provider says ${name}`, { fix: 'leave --provider out' });
    if (world && world.world.provider !== name)
      throw new Fault('usage', `the world \`${world.world.name}\` is ${world.world.provider}`, { fix: 'leave --provider out' });
    return name;
  }
  throw new Fault('usage', `there is no provider \`${name}\``, { fix: meantName(name, ['aws', 'gcp']) });
}

function scriptText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Fault('file', `cannot read ${path}: ${errorCode(cause) ?? 'unknown error'}`, {
      cause,
      fix: 'give a file with one command a line',
    });
  }
}

function readScript(path: string | undefined): readonly string[] | undefined {
  if (path === undefined) return undefined;
  const lines = scriptText(path)
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length === 0) throw new Fault('usage', `${path} has no command`, { fix: 'give a file with one command a line' });
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

type Models = Pick<RunChoice, 'model' | 'compressor' | 'reasoner' | 'key'>;

function offline(why: string): Models {
  return { model: null, compressor: null, key: null, reasoner: { by: 'offline', model: null, compressor: null, why } };
}

function modelNamed(name: string, { model }: Config): Model {
  if (name !== '' && name.length <= LIMITS.modelNameCharacters) return { name, maxTokens: model.max_tokens };
  throw new Fault('usage', `\`${name}\` is not the name of a model`, { fix: 'give the name as the API knows it' });
}

/** With a key the models are used; a run without neither needs nor reads one, and a scripted round only where one is named. */
function parseModels(flags: RunFlags, isScripted: boolean, config: Config, surroundings: Surroundings): Models {
  const named = flags.model ?? config.model.name;
  if (flags.offline === true) {
    if (flags.model !== undefined || flags.compressor !== undefined)
      throw new Fault('usage', '--offline and a model exclude each other', { fix: 'leave one of them out' });
    return offline('--offline');
  }
  if (named === undefined) {
    if (isScripted) return offline('a script is played');
    if (config.model.base_url !== undefined) return offline('`name` in section [model] of config.toml says no model of your server');
  }
  const reasoner = named === undefined ? undefined : modelNamed(named, config);
  const key = readModelKey(config, surroundings);
  if (reasoner === undefined && key === null) return offline('there is no model key');
  if (key === null && config.model.base_url === undefined) {
    throw new Fault('usage', `model \`${named ?? ''}\` needs a key`, {
      fix: 'export ANTHROPIC_API_KEY=…, or set `key_file` in section [model] of config.toml',
    });
  }
  const model = reasoner ?? modelNamed(DEFAULT_MODELS.reasoner, config);
  // A server of one's own may know no other model.
  const other = config.model.base_url === undefined ? DEFAULT_MODELS.compressor : model.name;
  const compressor = modelNamed(flags.compressor ?? config.model.compressor ?? other, config);
  const why = named === undefined ? 'there is a model key' : 'it was named';
  return { model, compressor, key, reasoner: { by: 'model', model: model.name, compressor: compressor.name, why } };
}

/** With credentials somebody agrees to each command, or says before the run that all may run; the gate judges them all the same. */
function parseApproval({ approve, yes }: RunFlags, mode: RunChoice['mode'], { approval }: Config): Attest['approval'] {
  if (approve !== undefined && !['ask', 'all', 'none'].includes(approve)) {
    throw new Fault('usage', `\`--approve\` takes no \`${approve}\``, { fix: meantName(approve, ['ask', 'all', 'none']) });
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
  if (chosen === 'all' && mode === 'active' && approval.ask_always) {
    throw new Fault('usage', 'each command is to be asked for here: `approval.ask_always` is set', {
      fix: '--approve ask; ghosthunter config show --origin says where it is set',
    });
  }
  if (chosen === 'ask' || chosen === 'all') return chosen;
  return mode === 'active' ? 'ask' : 'unneeded';
}

/** Standard input is one file, and the only one. */
function parseBill(files: readonly string[], workingDirectory: string): Pick<RunChoice, 'files' | 'notes'> {
  if (files.length === 0) return { files: [], notes: [] };
  if (!files.includes(STANDARD_INPUT)) return meantFiles(files, workingDirectory);
  if (files.length === 1) return { files, notes: [] };
  throw new Fault('usage', 'a bill comes from standard input or from files', { fix: 'give `-` alone, or leave it out' });
}

export function parseRun(flags: RunFlags, config: Config, surroundings: Surroundings): RunChoice {
  const asked = askedProvider(flags);
  const world = parseWorld(flags.world, flags.seed);
  if (world && flags.active === true) throw new Fault('usage', '--world and --active exclude each other', { fix: 'leave one of them out' });
  if (!world && !isFar(flags) && flags.files.length === 0) {
    throw new Fault('usage', 'there is no bill to look at', {
      fix: 'ghosthunter run billing.csv, or try the simulated cloud: ghosthunter demo',
    });
  }
  if (flags.answers === STANDARD_INPUT && flags.files.includes(STANDARD_INPUT))
    throw new Fault('usage', 'standard input cannot be both the bill and the answers', { fix: 'give one of them as a file' });
  const mode = world ? 'simulated' : flags.active === true ? 'active' : 'paranoid';
  const script = readScript(flags.script) ?? scriptOf(world);
  return {
    mode,
    approval: parseApproval(flags, mode, config),
    provider: parseProvider(flags.provider, world, asked),
    world,
    ...parseBill(flags.files, process.cwd()),
    spike: parseSpike(flags.spike),
    script,
    ...parseModels(flags, script !== undefined, config, surroundings),
    showPrompts: flags.showPrompts === true,
    minimumTier: config.cage.min_tier,
    ...(flags.economy === true ? { economy: { frameKey: newFrameKey() } } : {}),
  };
}

const FRAME_LETTERS = 16;

/** Letters only, and unknown to whoever wrote what will be framed with it. */
function newFrameKey(): string {
  return [...randomBytes(FRAME_LETTERS)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
}

/** A world that is there to show the gate plays its own lines. */
function scriptOf(world: OpenWorld | undefined): readonly string[] | undefined {
  return world === undefined || world.world.script.length === 0 ? undefined : world.world.script;
}
