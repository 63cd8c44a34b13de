// What a file in policies/ means: one program, its rules, each with the reason it exists and the examples that test it.

import * as z from 'zod';
import { BINARIES, type Binary } from './binaries.js';
import { type FlagKind, flagKind, type ValueKind, valueKind } from './flag-kind.js';

/** A word of a path: what a person would type, nothing that could be taken for a flag or a value. */
const pathWord = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const flagName = z.string().regex(/^--[a-z][a-z0-9_-]{0,63}$/);
const line = z.string().min(1).max(2_000);
const refusalCode = z.string().regex(/^[a-z][a-z-]{0,40}$/);

export const BOUNDS = ['log-read', 'metric-points', 'cost-period'] as const;
export type Bound = (typeof BOUNDS)[number];

const rule = z.strictObject({
  path: z.array(pathWord).min(1).max(8),
  why: z.string().min(1).max(300),
  effect: z.literal('read'),
  cost: z.strictObject({
    /** What one call costs, in micro-dollars. */
    microUsd: z.int().min(0).max(10_000_000),
    /** What must be bounded in the command itself before it may run. */
    bound: z.enum(BOUNDS).optional(),
  }),
  flags: z.record(flagName, flagKind),
  positionals: z
    .array(z.strictObject({ name: z.string().regex(/^[A-Z][A-Z0-9_]{0,31}$/), value: valueKind, optional: z.boolean().optional() }))
    .max(4)
    .optional(),
  required: z.array(flagName).max(16).optional(),
  clear: z.array(line).min(1),
  refuse: z
    .record(refusalCode, z.array(line).min(1))
    .refine((examples) => Object.keys(examples).length > 0, 'a rule shows what it refuses'),
});

export const policyFile = z.strictObject({ binary: z.enum(BINARIES), rules: z.array(rule).min(1).max(10_000) });
export type RawRule = z.infer<typeof rule>;

export interface Positional {
  readonly name: string;
  readonly value: ValueKind;
  readonly optional: boolean;
}

export interface Rule {
  readonly binary: Binary;
  readonly path: readonly string[];
  readonly why: string;
  readonly cost: { readonly microUsd: number; readonly bound: Bound | undefined };
  readonly flags: ReadonlyMap<string, FlagKind>;
  readonly positionals: readonly Positional[];
  /** The flags that must be given, and what they take. */
  readonly required: ReadonlyMap<string, FlagKind>;
  readonly clear: readonly string[];
  readonly refuse: ReadonlyMap<string, readonly string[]>;
}
