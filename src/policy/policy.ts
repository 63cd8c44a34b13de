// Rule files into a policy: a tree of path words for each program, so that a lookup compares positions and never searches a line
// for an allowed word. Trusts nothing in the files: what does not parse, contradicts itself or appears twice is refused whole.

import { err, ok, type Result } from '../shared/index.js';
import type { Binary } from './binaries.js';
import { policyFile, type RawRule, type Rule } from './rule.js';

export interface PathNode {
  readonly next: ReadonlyMap<string, PathNode>;
  readonly rule: Rule | undefined;
}

export interface Policy {
  readonly roots: Readonly<Record<Binary, PathNode>>;
  readonly rules: readonly Rule[];
}

export type PolicyFaultCode = 'not-in-schema' | 'repeated-path' | 'required-not-listed' | 'optional-before-required' | 'empty-range';

export interface PolicyFault {
  readonly code: PolicyFaultCode;
  /** Which file of those given, counted from 0, and where in it. */
  readonly file: number;
  readonly where: string;
}

interface OpenNode {
  readonly next: Map<string, OpenNode>;
  rule: Rule | undefined;
}

function emptyNode(): OpenNode {
  return { next: new Map(), rule: undefined };
}

function ruleOf(binary: Binary, raw: RawRule): Rule {
  const required = raw.required ?? [];
  return {
    binary,
    path: raw.path,
    why: raw.why,
    cost: { microUsd: raw.cost.microUsd, bound: raw.cost.bound },
    flags: new Map(Object.entries(raw.flags)),
    positionals: (raw.positionals ?? []).map(({ name, value, optional }) => ({ name, value, optional: optional ?? false })),
    required: new Map(Object.entries(raw.flags).filter(([name]) => required.includes(name))),
    clear: raw.clear,
    refuse: new Map(Object.entries(raw.refuse)),
  };
}

function hasEmptyRange(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('count' in value && Array.isArray(value.count)) return Number(value.count[0]) > Number(value.count[1]);
  return Object.values(value).some(hasEmptyRange);
}

/** What a schema cannot say of one rule. */
function contradiction(rule: Rule, raw: RawRule): PolicyFaultCode | undefined {
  if (rule.required.size !== (raw.required ?? []).length) return 'required-not-listed';
  const firstOptional = rule.positionals.findIndex(({ optional }) => optional);
  if (firstOptional !== -1 && rule.positionals.slice(firstOptional).some(({ optional }) => !optional)) return 'optional-before-required';
  if ([...rule.flags.values(), ...rule.positionals.map(({ value }) => value)].some(hasEmptyRange)) return 'empty-range';
  return undefined;
}

/** False when the path is taken. */
function plant(root: OpenNode, rule: Rule): boolean {
  let node = root;
  for (const word of rule.path) {
    const next = node.next.get(word) ?? emptyNode();
    node.next.set(word, next);
    node = next;
  }
  if (node.rule !== undefined) return false;
  node.rule = rule;
  return true;
}

/** One parsed JSON document a file, in any order. */
export function parsePolicy(raw: readonly unknown[]): Result<Policy, PolicyFault> {
  const roots: Record<Binary, OpenNode> = { gcloud: emptyNode(), bq: emptyNode(), aws: emptyNode() };
  const rules: Rule[] = [];
  for (const [file, document] of raw.entries()) {
    const parsed = policyFile.safeParse(document);
    if (!parsed.success)
      return err({ code: 'not-in-schema', file, where: parsed.error.issues.map(({ path }) => path.join('.')).join(' ') });
    const { binary } = parsed.data;
    for (const rawRule of parsed.data.rules) {
      const rule = ruleOf(binary, rawRule);
      const wrong = contradiction(rule, rawRule) ?? (plant(roots[binary], rule) ? undefined : 'repeated-path');
      if (wrong !== undefined) return err({ code: wrong, file, where: [binary, ...rule.path].join(' ') });
      rules.push(rule);
    }
  }
  return ok({ roots, rules });
}
