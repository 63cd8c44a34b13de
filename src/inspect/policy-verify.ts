// `ghosthunter policy verify`: the packs are those that the index names, each of them can be read to its last shape, and they do what
// their examples show.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkExamples, deniedIn, readIndex, readPolicy } from '../packs/index.js';
import { BINARIES, type Binary, type Kind, type Pack, type Policy, type PolicyIndex, type Rule } from '../policy/index.js';
import { Fault } from '../shared/index.js';
import type { PolicyAnswer } from './policy-answer.js';
import { policyIn, type Scope } from './scope.js';

/** What went wrong, in words; a bug is not a finding. */
function complaintOf(check: () => readonly string[], about: string): readonly string[] {
  try {
    return check();
  } catch (cause) {
    if (cause instanceof Fault) return [cause.message];
    // A pattern that does not compile.
    if (cause instanceof SyntaxError) return [`${about}: ${cause.message}`];
    throw cause;
  }
}

/** Looks at every kind below this one, which compiles its patterns. */
function visit(kind: Kind, seen: Set<Kind>): void {
  if (seen.has(kind)) return;
  seen.add(kind);
  if (kind.kind === 'list') visit(kind.item, seen);
  if (kind.kind === 'fields') for (const field of kind.fields.values()) visit(field, seen);
  if (kind.kind !== 'map') return;
  visit(kind.key, seen);
  visit(kind.value, seen);
}

function checkRule(rule: Rule | undefined, operation: string, seen: Set<Kind>): readonly string[] {
  if (!rule) return [`${operation} has a bound that does not exist`];
  for (const { kind } of rule.positionals) visit(kind, seen);
  const complaints: string[] = [];
  for (const name of rule.flagNames()) {
    const flag = rule.flag(name);
    if (!flag) complaints.push(`${operation} lists ${name}, which stands for nothing`);
    else if (flag.kind) visit(flag.kind, seen);
  }
  return [
    ...complaints,
    ...rule.required.filter((name) => !rule.flag(name)).map((name) => `${operation} requires ${name}, which it does not list`),
  ];
}

function checkPack(pack: Pack, binary: Binary, commands: number, denied: ReadonlyMap<string, string>): readonly string[] {
  const { paths } = pack;
  const seen = new Set<Kind>();
  const counted =
    paths.length === commands ? [] : [`${binary} ${paths[0] ?? ''}: ${String(paths.length)} operations, not ${String(commands)}`];
  const both = paths.filter((path) => denied.has(path)).map((path) => `${binary} ${path} is listed and denied`);
  return [...counted, ...both, ...paths.flatMap((path) => checkRule(pack.rule(path), `${binary} ${path}`, seen))];
}

function checkBinary(index: PolicyIndex, policy: Policy, folder: string, binary: Binary): readonly string[] {
  const denied = deniedIn(folder)(binary);
  return Object.entries(index.packs[binary] ?? {}).flatMap(([group, { file, commands }]) =>
    complaintOf(() => {
      const pack = policy.pack(binary, group);
      return pack ? checkPack(pack, binary, commands, denied) : [`${file} is not found`];
    }, file),
  );
}

function checkAll({ folder, only }: Scope): readonly string[] {
  const index = readIndex(folder);
  const policy = readPolicy(folder);
  const complaints = BINARIES.flatMap((binary) => complaintOf(() => checkBinary(index, policy, folder, binary), binary));
  // What cannot be read cannot be tried.
  if (complaints.length > 0) return complaints;
  if (!existsSync(join(folder, 'examples.txt'))) return ['examples.txt is missing'];
  return complaintOf(() => {
    checkExamples(policy, folder);
    policyIn({ folder, only });
    return [];
  }, 'examples.txt');
}

export function policyVerify(scope: Scope): PolicyAnswer {
  const complaints = complaintOf(() => checkAll(scope), scope.folder);
  const isGood = complaints.length === 0;
  return {
    data: { sound: isGood, complaints },
    lines: isGood ? ['every pack is the one that the index names, and does what its examples show'] : complaints,
    isGood,
  };
}
