// The end of an exhaustive switch. Reaching it is a bug of ours, and a bug ends the process.

export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
