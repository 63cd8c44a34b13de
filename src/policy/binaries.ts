// The programs that may be named at all. Each one is found, pinned and given its environment by the executor.

export const BINARIES = ['gcloud', 'bq', 'aws'] as const;

export type Binary = (typeof BINARIES)[number];

/** Where a program wants its positionals: bq takes no flag after them, the others read best with the path. */
export const POSITIONALS: Readonly<Record<Binary, 'before-flags' | 'after-flags'>> = {
  gcloud: 'before-flags',
  bq: 'after-flags',
  aws: 'before-flags',
};
