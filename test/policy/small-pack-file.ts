// A pack file as the tests of its compile look at it: parsed, and nothing more.

export interface RawCommand {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly bound?: string;
}

export interface RawShape {
  readonly match?: string;
  readonly size?: readonly [number, number];
  readonly example?: string;
  readonly list?: number;
}

export interface Pack {
  readonly shapes: readonly (string | RawShape)[];
  readonly commands: Readonly<Record<string, RawCommand>>;
}

export function parsePackFile(text: string): Pack {
  // CAST: our own file, made a moment ago by the compile under test.
  return JSON.parse(text) as Pack;
}
