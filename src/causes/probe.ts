// A read that tells causes apart: the command, what its answer can show, and how likely each cause makes each of that.

import type { Finding } from '../protocol/index.js';
import type { CauseId } from './cause.js';
import type { Known, NameKind } from './known.js';

export interface Outcome {
  readonly name: string;
  /** What it would mean, for a person who runs the command by hand. */
  readonly means: string;
  /** How likely it is under these causes, and under any other. From 0.02 to 0.98: no answer proves anything. */
  readonly given: Readonly<Partial<Record<CauseId, number>>>;
  readonly otherwise: number;
}

export interface Reading {
  /** The name of one of the probe's outcomes. */
  readonly outcome: string;
  readonly findings: readonly Finding[];
  readonly learned: readonly { readonly name: NameKind; readonly values: readonly string[] }[];
}

export interface Probe {
  /** Unique, in kebab case. */
  readonly name: string;
  readonly provider: 'aws' | 'gcp';
  /** Program and words of the operation: any command with these is read by this probe. */
  readonly operation: string;
  /** What it finds out, in plain words. */
  readonly asks: string;
  /** Kinds of names without which there is no command. */
  readonly needs: readonly NameKind[];
  /** Kinds of names that its answer may give. */
  readonly learns: readonly NameKind[];
  /** One line that passes the gate; nothing where it makes no sense here. */
  readonly command: (known: Known) => string | undefined;
  readonly seconds: number;
  readonly microUsd: number;
  readonly outcomes: readonly Outcome[];
  /** The output as it was digested, parsed where it is JSON; nothing where it cannot be read. */
  readonly read: (output: Output, known: Known) => Reading | undefined;
}

export interface Output {
  readonly text: string;
  /** What the text is as JSON; undefined where it is none. */
  readonly json: unknown;
  /** The command that gave it. */
  readonly command: string;
}
