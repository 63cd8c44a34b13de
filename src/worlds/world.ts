// A world: a bill and the cloud behind it. It is answered by a program that the real executor spawns through the real gate.

export interface WorldAnswer {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface World {
  readonly name: string;
  readonly about: string;
  readonly provider: 'aws' | 'gcp';
  /** The bill, as CSV. */
  readonly bill: () => string;
  readonly answer: (binary: string, args: readonly string[]) => WorldAnswer;
  /** What a scripted round proposes, in order. */
  readonly script: readonly string[];
}
