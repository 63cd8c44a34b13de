// What a question about the policies is answered with: once as data, once as lines.

export interface PolicyAnswer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
  readonly isGood: boolean;
}
