// The programs that may be named at all, and how each of them reads its own line. Each one is found, pinned and given its
// environment by the executor.

export const BINARIES = ['gcloud', 'bq', 'gsutil', 'aws', 'kubectl', 'az'] as const;

export type Binary = (typeof BINARIES)[number];

/** Facts about a program's own parser, each checked against the program. */
export interface Grammar {
  /**
   * Where loose words may stand. bq and gsutil take no flag behind the first one. gcloud reads those of which there may be more or fewer
   * at the first place where any stand, and no others.
   */
  readonly positionals: 'anywhere' | 'in-one-place' | 'after-flags';
  /** How several values of one flag are written: as words up to the next flag, or as one word with commas. */
  readonly lists: 'words' | 'commas';
  /** How a structure is written: shorthand or JSON, or `key=value` with commas. */
  readonly structures: 'shorthand' | 'pairs';
  /** Whether one-letter switches may share a dash, as in `-lh`. */
  readonly clusters: boolean;
  /** What a switch looks like when it is turned off. */
  readonly negation: '--no-' | '--no' | 'none';
}

export const GRAMMARS: Readonly<Record<Binary, Grammar>> = {
  gcloud: { positionals: 'in-one-place', lists: 'commas', structures: 'pairs', clusters: false, negation: '--no-' },
  bq: { positionals: 'after-flags', lists: 'commas', structures: 'pairs', clusters: false, negation: '--no' },
  gsutil: { positionals: 'after-flags', lists: 'commas', structures: 'pairs', clusters: true, negation: 'none' },
  aws: { positionals: 'anywhere', lists: 'words', structures: 'shorthand', clusters: false, negation: '--no-' },
  kubectl: { positionals: 'anywhere', lists: 'commas', structures: 'pairs', clusters: false, negation: 'none' },
  az: { positionals: 'anywhere', lists: 'words', structures: 'pairs', clusters: false, negation: 'none' },
};
