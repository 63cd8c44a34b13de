// What a word of a line stands for, as JSON: what a generator meant by it, what the gate believes, what a program read.

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isRecord(value: Value): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isScalar(value: Value): value is string | number | boolean {
  return typeof value !== 'object';
}

function isSameScalar(one: string | number | boolean, other: string | number | boolean): boolean {
  if (typeof one === typeof other) return one === other;
  if (typeof one === 'number' || typeof other === 'number') return Number(one) === Number(other) && one !== '' && other !== '';
  return String(one) === String(other).toLowerCase() || String(one).toLowerCase() === String(other);
}

/** Equal but for the type of a scalar: one program keeps `5` as text where another counts. */
export function isSame(one: Value, other: Value): boolean {
  if (isScalar(one) && isScalar(other)) return isSameScalar(one, other);
  if (isList(one) && isList(other)) return one.length === other.length && one.every((item, index) => isSame(item, other[index] ?? null));
  if (!isRecord(one) || !isRecord(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => name in other && isSame(one[name] ?? null, other[name] ?? null))
  );
}
