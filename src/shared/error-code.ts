// The code of a system error (`ENOENT`, `EACCES`, …), without a cast: most errors have none.

export function errorCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}
