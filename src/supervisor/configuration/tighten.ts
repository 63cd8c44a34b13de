// T-PROJECT: a repository that somebody else wrote brings a configuration along. It may only make a run safer: cheaper, shorter, asking more,
// telling less, in a stronger cage. What is not on this list it may not set at all, so a new key is safe until somebody thinks about it.

import { isAtLeast, TIERS, type Tier } from '../../protocol/index.js';

interface Rule {
  /** How a value may move, in words. */
  readonly only: string;
  /** Whether what the project says is at most as loose as what holds without it. */
  readonly isTighter: (project: unknown, otherwise: unknown) => boolean;
}

const LOWER: Rule = { only: 'a lower number', isTighter: (project, otherwise) => Number(project) <= Number(otherwise) };
const ON: Rule = { only: 'true', isTighter: (project) => project === true };
const OFF: Rule = { only: 'false', isTighter: (project) => project === false };

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Each part is one of those that hold without it, or within one: `aws ec2` is within `aws`. */
const FEWER: Rule = {
  only: 'fewer of them',
  isTighter: (project, otherwise) => {
    if (!isList(project)) return false;
    if (!isList(otherwise)) return otherwise === undefined;
    const allowed = new Set(otherwise.map(String));
    return project.map(String).every((part) => allowed.has(part) || allowed.has(part.split(' ', 1)[0] ?? ''));
  },
};

function tierNamed(value: unknown): Tier | undefined {
  return TIERS.find((tier) => tier === value);
}

const STRONGER: Rule = {
  only: 'a stronger tier',
  isTighter: (project, otherwise) => {
    const [one, other] = [tierNamed(project), tierNamed(otherwise)];
    return one !== undefined && other !== undefined && isAtLeast(one, other);
  },
};

export const PROJECT_RULES: Readonly<Record<string, Rule>> = {
  'budget.commands': LOWER,
  'budget.usd': LOWER,
  'budget.minutes': LOWER,
  'commands.timeout_seconds': LOWER,
  'commands.output_kilobytes': LOWER,
  'commands.only': FEWER,
  'model.max_tokens': LOWER,
  'approval.ask_always': ON,
  'privacy.pseudonyms': ON,
  'privacy.hide_from_orchestrator': ON,
  'gcp.read_only_scopes': ON,
  'terminal.plain': ON,
  'terminal.clipboard': OFF,
  'aws.allow_credential_process': OFF,
  'cage.min_tier': STRONGER,
};

/** Why a project may not say this; nothing where it may. */
export function looseningOf(
  path: readonly string[],
  project: unknown,
  otherwise: unknown,
): { readonly message: string; readonly fix: string } | undefined {
  const key = path.join('.');
  const rule = Object.hasOwn(PROJECT_RULES, key) ? PROJECT_RULES[key] : undefined;
  if (!rule) {
    return {
      message: `a project file may not set \`${key}\`: it can only make runs stricter`,
      fix: 'remove it there; your own config.toml may set it',
    };
  }
  if (rule.isTighter(project, otherwise)) return undefined;
  return {
    message: `a project file may set \`${key}\` only to ${rule.only}: it says ${String(project)}, and without it is ${String(otherwise)}`,
    fix: 'remove it there, or change your own config.toml if you mean it',
  };
}
