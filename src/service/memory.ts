// What the service must not forget: which bills were looked at, which spikes were looked into, which investigations are begun. One file,
// written whole and synced before anything that follows from it is done, so that a stop at any instant neither repeats nor loses one.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeWhole } from '../files/index.js';
import { errorCode, Fault } from '../shared/index.js';

const text = z.string().max(4_096);
const when = z.number().min(0);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const known = z.strictObject({
  place: z.string().regex(/^[0-9a-f]{32}$/),
  title: text,
  startDay: day,
  excess: z.string().regex(/^-?\d{1,19}$/),
  currency: z.string().max(16),
});

const job = z.strictObject({
  /** The id of its investigation, and so of its folder. */
  id: z.string().regex(/^[0-9]{8}-[0-9]{4}-[0-9a-f]{6}$/),
  origin: z.enum(['inbox', 'schedule', 'submitted']),
  /** For people. */
  name: text,
  spike: z.union([known, z.null()]),
  /** What is run; as src/batch has it. */
  item: z.record(z.string().max(40), z.union([text, z.number(), z.boolean(), z.array(text).max(256)])),
  /** `waiting` has not begun, `begun` runs or was stopped in the middle and goes on, the others are over. */
  state: z.enum(['waiting', 'begun', 'done', 'failed']),
  /** How often it was started. */
  starts: z.int().min(0),
  exit: z.union([z.int(), z.null()]),
  outcome: text,
  microUsd: z.number().min(0),
  made: when,
  ended: z.union([when, z.null()]),
});
export type Job = z.infer<typeof job>;

const schema = z.strictObject({
  schema_version: z.literal(1),
  bills: z.array(z.strictObject({ print: z.string().max(65_536), name: text, at: when })),
  spikes: z.array(known.extend({ job: text, at: when })),
  jobs: z.array(job),
  lastSchedule: z.union([when, z.null()]),
});
export type Memories = z.infer<typeof schema>;

const NOTHING: Memories = { schema_version: 1, bills: [], spikes: [], jobs: [], lastSchedule: null };
const MOST_BILLS = 2_000;
const MOST_SPIKES = 5_000;
const MOST_ENDED_JOBS = 200;

export interface Memory {
  readonly now: () => Memories;
  /** On disk when it returns. Throws a Fault where the disk fails, and then nothing has changed. */
  readonly change: (change: (before: Memories) => Memories) => void;
}

/** The latest are kept; of jobs every one that is not over. */
function bounded(memories: Memories): Memories {
  const ended = memories.jobs.filter(({ state }) => state === 'done' || state === 'failed');
  const forgotten = new Set(ended.slice(0, Math.max(0, ended.length - MOST_ENDED_JOBS)).map(({ id }) => id));
  return {
    ...memories,
    bills: memories.bills.slice(-MOST_BILLS),
    spikes: memories.spikes.slice(-MOST_SPIKES),
    jobs: memories.jobs.filter(({ id }) => !forgotten.has(id)),
  };
}

function read(path: string): Memories {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return NOTHING;
    throw new Fault('file', `cannot read ${path}: ${errorCode(cause) ?? 'unknown error'}`, { cause, fix: 'make it readable for you' });
  }
  let raw: unknown;
  try {
    raw = JSON.parse(content);
  } catch {
    raw = undefined;
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  // To begin with nothing would investigate, and pay for, everything again: that is for a person to decide.
  throw new Fault('file', `${path} is not what this version of the service wrote`, {
    fix: 'move it away, and every spike of the bills that are there counts as new',
  });
}

export function memoryFolder(stateDirectory: string): string {
  return join(stateDirectory, 'service');
}

export function openMemory(stateDirectory: string): Memory {
  const folder = memoryFolder(stateDirectory);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'memory.json');
  let memories = read(path);
  return {
    now: () => memories,
    change: (change) => {
      const next = bounded(change(memories));
      writeWhole(path, `${JSON.stringify(next)}\n`);
      memories = next;
    },
  };
}

export function withJob(id: string, change: Partial<Job>): (before: Memories) => Memories {
  return (before) => ({ ...before, jobs: before.jobs.map((one) => (one.id === id ? { ...one, ...change } : one)) });
}
