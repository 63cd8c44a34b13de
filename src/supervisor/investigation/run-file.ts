// What a run was asked for, so that it can go on after it was killed: the same files, the same mode, the same cloud. No credentials, no key.

import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeWhole } from '../../files/index.js';
import { LIMITS, parseJson } from '../../protocol/index.js';
import { errorCode, Fault } from '../../shared/index.js';

export const RUN_NAME = 'run.json';
/** Larger files are known by their size and time alone: to read them twice would take as long as to look into them. */
const HASHED_BYTES = 64 * 1024 ** 2;

const text = z.string().max(65_536);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const name = z.string().max(LIMITS.modelNameCharacters);

const file = z.strictObject({
  path: text,
  bytes: z.int().min(0),
  modified: z.number(),
  /** Null for a large one. */
  sha256: z.union([z.string().regex(/^[0-9a-f]{64}$/), z.null()]),
});
export type KnownFile = z.infer<typeof file>;

const runFile = z.strictObject({
  schema_version: z.literal(1),
  run: z.string().regex(/^[0-9]{8}-[0-9]{4}-[0-9a-f]{6}$/),
  version: text,
  mode: z.enum(['paranoid', 'active', 'simulated']),
  approval: z.enum(['ask', 'all', 'unneeded']),
  /** As it was asked for; null where the bill decides. */
  provider: z.union([z.enum(['aws', 'gcp']), z.null()]),
  world: z.union([text, z.null()]),
  /** Where the bill lies that this run asks for, and for which days. */
  source: z.strictObject({ table: z.union([text, z.null()]), from: day, until: day }).optional(),
  /** Empty where the bill is that of the world, and until it came from where it is asked for. */
  files: z.array(file).max(LIMITS.billFiles),
  spike: z.union([z.int().min(1).max(LIMITS.spikes), z.null()]),
  model: z.union([name, z.null()]),
  compressor: z.union([name, z.null()]),
  budget: z.strictObject({ commands: z.int().min(0), usd: z.number().positive(), minutes: z.number().positive() }),
  /** Where answers of models are kept until they are read: what stands around the words of strangers in each question. */
  frameKey: z
    .string()
    .regex(/^[a-z]{16}$/)
    .optional(),
});
export type RunFile = z.infer<typeof runFile>;

export function writeRunFile(folder: string, run: RunFile): void {
  writeWhole(join(folder, RUN_NAME), `${JSON.stringify(run, undefined, 2)}\n`);
}

/** Undefined for what no run of this version wrote. */
export function parseRunFile(content: string): RunFile | undefined {
  const json = parseJson(content);
  return json.ok ? runFile.safeParse(json.value).data : undefined;
}

export function readRunFile(folder: string): RunFile {
  const path = join(folder, RUN_NAME);
  const fix = 'begin a new run with the same bill';
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Fault('file', `cannot read ${path}: ${errorCode(cause) ?? 'unknown error'}`, { cause, fix });
  }
  const parsed = parseRunFile(content);
  if (parsed !== undefined) return parsed;
  throw new Fault('file', `${path} is not what a run of this version wrote`, { fix });
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array); // CAST: a stream without encoding gives bytes.
  return hash.digest('hex');
}

export async function knownFiles(paths: readonly string[]): Promise<readonly KnownFile[]> {
  const known: KnownFile[] = [];
  for (const path of paths) {
    const { mtimeMs: modified, size: bytes } = lstatSync(path);
    known.push({ path, bytes, modified, sha256: bytes <= HASHED_BYTES ? await sha256Of(path) : null });
  }
  return known;
}

async function isSame({ bytes, modified, path, sha256 }: KnownFile): Promise<boolean> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size !== bytes) return false;
  return sha256 === null ? found.mtimeMs === modified : (await sha256Of(path)) === sha256;
}

/** The files of a run that goes on, if they are what they were. */
export async function sameFiles(files: readonly KnownFile[]): Promise<readonly string[]> {
  for (const one of files) {
    if (await isSame(one)) continue;
    throw new Fault('file', `${one.path} is not there any more, or was changed since the run began`, {
      fix: 'put it back as it was, or begin a new run with what is there now',
    });
  }
  return files.map(({ path }) => path);
}
