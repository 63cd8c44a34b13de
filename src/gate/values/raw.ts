// A value as it was written, before anybody knows what it should be; also what is written again once it is known. An object is a map,
// so that no key can be taken for a property, and keys keep their order.

export type Raw = string | number | boolean | null | readonly Raw[] | ReadonlyMap<string, Raw>;

export const MOST_CHARACTERS = 65_536;
export const MOST_DEPTH = 24;

export function isList(raw: Raw): raw is readonly Raw[] {
  return Array.isArray(raw);
}

export function isMap(raw: Raw): raw is ReadonlyMap<string, Raw> {
  return raw instanceof Map;
}
