// What one export format means, as data: how to recognise it, which column is what, and what each kind of line does to the bill.
// A column is named as `columnKey` spells it, so that `lineItem/UsageType` and `line_item_usage_type` are one name.

import type { OneOff } from '../../spikes/index.js';

export const ROLES = [
  'day',
  'until',
  'provider',
  'payer',
  'account',
  'service',
  'usageType',
  'region',
  'resource',
  'currency',
  'unit',
  'description',
] as const;
export type Role = (typeof ROLES)[number];

/** Money or usage of one row: the first of these columns that is not blank. */
export interface Amount {
  readonly columns: readonly string[];
  /** The column is a list of credits, each with `amount` and `type`; those whose type is (not) one of these are added up. */
  readonly credits?: { readonly types: readonly string[]; readonly isOneOf: boolean };
}

/** What a line is told by, besides its roles: a type, or only whether something is there. */
export interface Fact {
  readonly columns: readonly string[];
  readonly presenceOnly?: boolean;
}

export type Stream = 'run-rate' | OneOff['kind'];

export interface Gift {
  readonly to: Stream;
  /** Names of amounts that are added; one with a leading `-` is taken away. None: the line costs nothing. */
  readonly cost: readonly string[];
  /** The line stands at its first day and is for all of its days, each the same. */
  readonly isSpread?: boolean;
}

/** `*`: anything but blank. ``: blank. `x*`: begins with x. Else the whole text. Case does not matter. */
export type Pattern = string;

export interface LineRule {
  /** Every fact or role named here has one of these values. */
  readonly when: Readonly<Record<string, readonly Pattern[]>>;
  readonly gives: readonly Gift[];
}

/** What a line says about the view of the costs that its file is. */
export interface ViewSign {
  readonly view: View;
  readonly when: LineRule['when'];
  /** Only lines that cost something, or only those that do not. */
  readonly isPaid?: boolean;
}
/** Commitments where they are used, or where they were paid. */
export type View = 'amortised' | 'actual';

export interface Format {
  readonly id: string;
  /** As people call it. */
  readonly title: string;
  /** Exports of one family that cover the same time may be two versions of the same lines. */
  readonly family: string;
  readonly provider: string;
  /** Of each line one column must be there. */
  readonly signs: readonly (readonly string[])[];
  /** With any of these it is another format whose signs are there, too. */
  readonly never?: readonly string[];
  /** The first whose columns are all there, newest first. */
  readonly versions: readonly { readonly version: string; readonly has: readonly string[] }[];
  readonly roles: Readonly<Partial<Record<Role, readonly string[]>>>;
  /** `type` is the one that says what kind of line it is. */
  readonly facts: Readonly<Record<string, Fact>> & { readonly type: Fact };
  /** `cost` is the one that no row may leave blank. */
  readonly amounts: Readonly<Record<string, Amount>> & { readonly cost: Amount };
  /** The first rule that fits decides. */
  readonly lines: readonly LineRule[];
  /** Where `lines` of this file ask for amounts that have no column here; and it is said. */
  readonly plainLines?: readonly LineRule[];
  /** Exports that exist in two views of the same costs. */
  readonly views?: readonly ViewSign[];
  /** Lines without a day are totals of the others. */
  readonly hasTotals?: boolean;
  /** Only lines of a type that is not one of these keep their description: every other text would be a group of its own. */
  readonly everydayTypes: readonly string[];
  /** Further columns that tell one line from another. */
  readonly identity?: readonly string[];
  /** Lines of these types are for all days up to `until`. */
  readonly longTypes?: readonly string[];
  /** Where the region stands when it has no column of its own. */
  readonly regionOfUsageType?: Readonly<Record<string, string>>;
  readonly regionOfZone?: string;
  /** Where a role has no column at all: the first of these members of the map that the fact `members` is. */
  readonly members?: Readonly<Partial<Record<Role, readonly string[]>>>;
}

/** One spelling for a column: localised headers keep the English name in brackets; case, blanks and punctuation say nothing. */
export function columnKey(name: string): string {
  const bracketed = /\(([A-Za-z][A-Za-z0-9]*)\)$/u.exec(name.trim())?.[1];
  return (bracketed ?? name).toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

export const RUN_RATE: readonly Gift[] = [{ to: 'run-rate', cost: ['cost'] }];

export function once(kind: OneOff['kind'], cost: readonly string[] = ['cost']): readonly Gift[] {
  return [{ to: kind, cost }];
}
