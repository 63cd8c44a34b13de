// What shortening left out, for whoever must say so.

export interface Cut {
  /** Where: a path in JSON, or `lines`, or `characters`. */
  readonly where: string;
  readonly kept: number;
  readonly dropped: number;
}

export interface Shortened {
  readonly text: string;
  readonly cuts: readonly Cut[];
}

/** The beginning of a text; a character of two halves is not cut in two. */
export function beginning(text: string, characters: number): string {
  const end = Math.max(0, Math.min(characters, text.length));
  const isHalf = end > 0 && end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return text.slice(0, isHalf ? end - 1 : end);
}

export function ending(text: string, characters: number): string {
  const start = Math.max(0, text.length - Math.max(0, characters));
  return /[\udc00-\udfff]/.test(text.charAt(start)) ? text.slice(start + 1) : text.slice(start);
}
