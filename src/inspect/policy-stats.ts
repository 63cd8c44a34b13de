// `ghosthunter policy stats`: how many operations are known, may run, or are denied for which reason.

import { deniedIn, readIndex } from '../packs/index.js';
import { BINARIES, type Binary, type PolicyIndex } from '../policy/index.js';
import { listedPaths } from './listed.js';
import type { PolicyAnswer } from './policy-answer.js';
import { policyIn, type Scope } from './scope.js';

interface Count {
  readonly binary: Binary;
  readonly group: string;
  allowed: number;
  denied: number;
  readonly reasons: Map<string, number>;
}

type Denied = ReturnType<ReturnType<typeof deniedIn>>;

function newCount(binary: Binary, group: string): Count {
  return { binary, group, allowed: 0, denied: 0, reasons: new Map() };
}

function addDenied(count: Count, reason: string, by: number): void {
  count.denied += by;
  count.reasons.set(reason, (count.reasons.get(reason) ?? 0) + by);
}

/** How many operations of a group are left; those that are not have a reason of their own. */
type Left = (binary: Binary, group: string, commands: number) => number;

function leftIn(scope: Scope): Left {
  if (scope.only === undefined) return (_, __, commands) => commands;
  const policy = policyIn(scope);
  return (binary, group) => listedPaths(policy, binary, group === '*' ? [] : [group]).length;
}

function countBinary(index: PolicyIndex, binary: Binary, denied: Denied, leftOf: Left): readonly Count[] {
  const table = index.packs[binary] ?? {};
  const groups = new Map<string, Count>();
  const at = (group: string): Count => {
    const count = groups.get(group) ?? newCount(binary, group);
    groups.set(group, count);
    return count;
  };
  for (const [group, { commands }] of Object.entries(table)) {
    const left = leftOf(binary, group, commands);
    at(group).allowed += left;
    if (left < commands) addDenied(at(group), 'left-out', commands - left);
  }
  for (const [path, reason] of denied) {
    const [first = ''] = path.split(' ');
    addDenied(at(Object.hasOwn(table, '*') && !Object.hasOwn(table, first) ? '*' : first), reason, 1);
  }
  return [...groups.values()].sort((one, other) => (one.group < other.group ? -1 : 1));
}

function total(binary: Binary, group: string, counts: readonly Count[]): Count {
  const sum = newCount(binary, group);
  for (const { allowed, reasons } of counts) {
    sum.allowed += allowed;
    for (const [reason, by] of reasons) addDenied(sum, reason, by);
  }
  return sum;
}

function asData({ binary, group, allowed, denied, reasons }: Count): Readonly<Record<string, unknown>> {
  return { binary, group, known: allowed + denied, allowed, denied, reasons: Object.fromEntries(reasons) };
}

function tableLines(title: string, rows: readonly Count[], reasons: readonly string[]): readonly string[] {
  const name = ({ binary, group }: Count): string => (group === '' ? binary : `${binary} ${group}`);
  const width = Math.max(title.length, ...rows.map((row) => name(row).length));
  const columns = ['known', 'allowed', ...reasons];
  const cells = (row: Count): readonly number[] => [
    row.allowed + row.denied,
    row.allowed,
    ...reasons.map((reason) => row.reasons.get(reason) ?? 0),
  ];
  const line = (first: string, rest: readonly (string | number)[]): string =>
    `${first.padEnd(width)}  ${rest.map((cell, index) => String(cell).padStart(columns[index]?.length ?? 0)).join('  ')}`;
  return [line(title, columns), ...rows.map((row) => line(name(row), cells(row)))];
}

export function policyStats(scope: Scope): PolicyAnswer {
  const { folder } = scope;
  const leftOf = leftIn(scope);
  const index = readIndex(folder);
  const deniedOf = deniedIn(folder);
  const counts = BINARIES.map((binary) => ({ binary, groups: countBinary(index, binary, deniedOf(binary), leftOf) }));
  const totals = counts.map(({ binary, groups }) => total(binary, '', groups));
  const groups = counts.flatMap((one) => one.groups);
  const reasons = [...new Set(totals.flatMap((one) => [...one.reasons.keys()]))].sort();
  return {
    data: { programs: totals.map(asData), groups: groups.map(asData) },
    lines: [...tableLines('program', totals, reasons), '', ...tableLines('group', groups, reasons)],
    isGood: true,
  };
}
