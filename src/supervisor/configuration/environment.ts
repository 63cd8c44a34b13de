// Settings from variables: `GHOSTHUNTER_` with section and key, `GHOSTHUNTER_BUDGET_USD=0.5` for `usd` in [budget].

import { Fault, nearest, printable } from '../../shared/index.js';
import { configKeys, type Key } from './keys.js';
import { joined, type RawTable, tableWith } from './raw.js';

const PREFIX = 'GHOSTHUNTER_';

export interface FromEnvironment {
  readonly raw: RawTable;
  /** By the dotted path of the key. */
  readonly variables: ReadonlyMap<string, string>;
}

export function variableOf({ path }: Pick<Key, 'path'>): string {
  return `${PREFIX}${path.join('_').toUpperCase()}`;
}

function settable(): readonly Key[] {
  return configKeys().filter(({ path }) => !path.includes('*'));
}

function unsound(variable: string, text: string, { allowed }: Key): Fault {
  return new Fault('config', `the variable ${variable} is \`${printable(text, 60)}\``, {
    fix: `allowed: ${allowed}; or unset ${variable}`,
  });
}

function valueOf(variable: string, text: string, key: Key): unknown {
  switch (key.kind) {
    case 'text':
      return text;
    case 'list':
      return text.split(',').map((part) => part.trim());
    case 'switch':
      if (text === 'true' || text === '1') return true;
      if (text === 'false' || text === '0') return false;
      throw unsound(variable, text, key);
    case 'number':
      if (/^\d{1,12}(?:\.\d{1,9})?$/u.test(text)) return Number(text);
      throw unsound(variable, text, key);
  }
}

/** A variable of a section of ours that names no key is a mistake; others may be for other programs. */
function checkUnknown(variable: string, known: readonly string[]): void {
  const sections = new Set(settable().map(({ path }) => `${PREFIX}${(path[0] ?? '').toUpperCase()}_`));
  if (![...sections].some((section) => variable.startsWith(section))) return;
  const meant = nearest(variable, known);
  throw new Fault('config', `the variable ${printable(variable, 100)} sets nothing`, {
    fix: meant === undefined ? `unset it; ghosthunter config show --json names every key` : `did you mean ${meant}?`,
  });
}

export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): FromEnvironment {
  const given = Object.entries(environment).filter(([name, text]) => name.startsWith(PREFIX) && text !== undefined && text !== '');
  const variables = new Map<string, string>();
  let raw: RawTable = {};
  if (given.length === 0) return { raw, variables };
  const keys = new Map(settable().map((key) => [variableOf(key), key]));
  for (const [variable, text = ''] of given) {
    if (variable === `${PREFIX}HOME`) continue;
    if (variable === `${PREFIX}NO_CLIPBOARD`) {
      raw = joined(raw, tableWith(['terminal', 'clipboard'], false));
      variables.set('terminal.clipboard', variable);
      continue;
    }
    const key = keys.get(variable);
    if (!key) {
      checkUnknown(variable, [...keys.keys()]);
      continue;
    }
    raw = joined(raw, tableWith(key.path, valueOf(variable, text, key)));
    variables.set(key.path.join('.'), variable);
  }
  return { raw, variables };
}
