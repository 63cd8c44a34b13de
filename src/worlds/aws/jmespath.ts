// A JMESPath tree applied to JSON, as `--query` does it.

import { type Node, parseJmespath } from './jmespath-parse.js';

type Value = unknown;

function isRecord(value: Value): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTrue(value: Value): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isRecord(value) || Object.keys(value).length > 0;
}

function same(one: Value, other: Value): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

function compared(by: string, one: Value, other: Value): Value {
  if (by === '==') return same(one, other);
  if (by === '!=') return !same(one, other);
  // The CLI compares texts too, so that times can be.
  const areAlike = (typeof one === 'number' && typeof other === 'number') || (typeof one === 'string' && typeof other === 'string');
  if (!areAlike) return null;
  if (by === '<') return one < other;
  if (by === '<=') return one <= other;
  return by === '>' ? one > other : one >= other;
}

function sliced(list: readonly Value[], from: number | undefined, to: number | undefined, step: number): readonly Value[] {
  if (step >= 0) return list.slice(from ?? 0, to).filter((_, at) => at % Math.max(1, step) === 0);
  const backwards = list.toReversed();
  return backwards.filter((_, at) => at % -step === 0);
}

function projectedOver(value: Value, over: 'list' | 'flat' | 'object'): readonly Value[] | undefined {
  if (over === 'object') return isRecord(value) ? Object.values(value) : undefined;
  if (!Array.isArray(value)) return undefined;
  const list: readonly Value[] = value;
  return over === 'list' ? list : list.flatMap((one: Value): readonly Value[] => (Array.isArray(one) ? one : [one]));
}

function kept(values: readonly Value[], right: Node): readonly Value[] {
  return values.map((one) => evaluate(right, one)).filter((one) => one !== null && one !== undefined);
}

export function evaluate(node: Node, value: Value): Value {
  switch (node.kind) {
    case 'current':
      return value;
    case 'field':
      return isRecord(value) && Object.hasOwn(value, node.name) ? value[node.name] : null;
    case 'literal':
      return node.value;
    case 'index': {
      const list: readonly Value[] = Array.isArray(value) ? value : [];
      return list.at(node.at) ?? null;
    }
    case 'slice':
      return Array.isArray(value) ? sliced(value, node.from, node.to, node.step) : null;
    case 'chain':
    case 'pipe': {
      const left = evaluate(node.left, value);
      return left === null && node.kind === 'chain' ? null : evaluate(node.right, left);
    }
    case 'project': {
      const over = projectedOver(evaluate(node.left, value), node.over);
      return over === undefined ? null : kept(over, node.right);
    }
    case 'filter': {
      const over = projectedOver(evaluate(node.left, value), 'list');
      return over === undefined
        ? null
        : kept(
            over.filter((one) => isTrue(evaluate(node.test, one))),
            node.right,
          );
    }
    case 'list':
      return value === null ? null : node.items.map((item) => evaluate(item, value) ?? null);
    case 'hash':
      return value === null ? null : Object.fromEntries(node.items.map(([name, item]) => [name, evaluate(item, value) ?? null]));
    case 'compare':
      return compared(node.by, evaluate(node.left, value), evaluate(node.right, value));
    case 'and': {
      const left = evaluate(node.left, value);
      return isTrue(left) ? evaluate(node.right, value) : left;
    }
    case 'or': {
      const left = evaluate(node.left, value);
      return isTrue(left) ? left : evaluate(node.right, value);
    }
    case 'not':
      return !isTrue(evaluate(node.of, value));
    case 'reference':
      // Only as an argument of a function, which looks at it itself.
      return null;
    case 'call':
      return called(
        node.name,
        node.args.map((arg) => evaluate(arg, value)),
        node.args.find((arg) => arg.kind === 'reference')?.of,
      );
  }
}

function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

function numbersOf(value: Value): readonly number[] {
  return listOf(value).filter((one) => typeof one === 'number');
}

function keyed(list: Value, by: Node | undefined): readonly { readonly item: Value; readonly key: Value }[] {
  return listOf(list).map((item) => ({ item, key: by ? evaluate(by, item) : item }));
}

function order(one: Value, other: Value): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [String(one), String(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function textFrom(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type Called = (first: Value, second: Value, all: readonly Value[], by: Node | undefined) => Value;

const FUNCTIONS: Readonly<Record<string, Called>> = {
  abs: (value) => Math.abs(Number(value)),
  avg: (list) => (numbersOf(list).length === 0 ? null : numbersOf(list).reduce((sum, one) => sum + one, 0) / numbersOf(list).length),
  ceil: (value) => Math.ceil(Number(value)),
  floor: (value) => Math.floor(Number(value)),
  contains: (subject, wanted) =>
    typeof subject === 'string' ? subject.includes(textFrom(wanted)) : listOf(subject).some((one) => same(one, wanted)),
  ends_with: (text, end) => String(text).endsWith(String(end)),
  starts_with: (text, start) => String(text).startsWith(String(start)),
  join: (glue, list) => listOf(list).map(String).join(String(glue)),
  keys: (value) => (isRecord(value) ? Object.keys(value) : []),
  values: (value) => (isRecord(value) ? Object.values(value) : []),
  length: (value) => (typeof value === 'string' ? [...value].length : isRecord(value) ? Object.keys(value).length : listOf(value).length),
  map: (_, list, __, by) => keyed(list, by).map(({ key }) => key ?? null),
  max: (list) => listOf(list).toSorted(order).at(-1) ?? null,
  min: (list) => listOf(list).toSorted(order)[0] ?? null,
  max_by: (list, _, __, by) =>
    keyed(list, by)
      .toSorted((one, other) => order(one.key, other.key))
      .at(-1)?.item ?? null,
  min_by: (list, _, __, by) => keyed(list, by).toSorted((one, other) => order(one.key, other.key))[0]?.item ?? null,
  sort_by: (list, _, __, by) =>
    keyed(list, by)
      .toSorted((one, other) => order(one.key, other.key))
      .map(({ item }) => item),
  sort: (list) => listOf(list).toSorted(order),
  reverse: (value) => (typeof value === 'string' ? [...value].toReversed().join('') : listOf(value).toReversed()),
  sum: (list) => numbersOf(list).reduce((sum, one) => sum + one, 0),
  merge: (_, __, all) => Object.fromEntries(all.filter(isRecord).flatMap((one) => Object.entries(one))),
  not_null: (_, __, all) => all.find((one) => one !== null && one !== undefined) ?? null,
  to_array: (value) => (Array.isArray(value) ? listOf(value) : [value]),
  to_number: (value) => (Number.isNaN(Number(value)) ? null : Number(value)),
  to_string: textFrom,
  type: (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value),
};

function called(name: string, args: readonly Value[], by: Node | undefined): Value {
  const [first = null, second = null] = args;
  return FUNCTIONS[name]?.(first, second, args, by) ?? null;
}

export type Queried = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

export function search(query: string, value: unknown): Queried {
  const node = parseJmespath(query);
  return node ? { ok: true, value: evaluate(node, value) ?? null } : { ok: false };
}
