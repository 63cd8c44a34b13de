// What can stand behind an option or as an argument, for completion alone: whether it may is decided where it is parsed.

/** Words that are known; or what a shell finds by itself; or what is on disk. */
export type Completion = 'nothing' | 'file' | 'folder' | 'run' | 'world' | 'key' | readonly string[];

const BY_OPTION: Readonly<Record<string, Completion>> = {
  '--provider': ['aws', 'gcp'],
  '--approve': ['ask', 'all', 'none'],
  '--log-level': ['debug', 'info', 'warn'],
  '--world': 'world',
  '--resume': 'run',
  '--id': 'run',
  '--decision': ['accepted', 'refused', 'approved', 'declined', 'not-run', 'ran'],
  '--layer': ['1', '2', '3', '4', '5', '6', '7'],
  '--format': ['jsonl', 'csv'],
  '--min-tier': ['bwrap', 'sandbox-exec', 'landlock', 'external'],
  '--expect': 'nothing',
};

/** By the command and the name of the argument. */
const BY_ARGUMENT: Readonly<Record<string, Completion>> = {
  'demo world': 'world',
  'config get key': 'key',
  'completions shell': ['bash', 'zsh', 'fish'],
  'billing-template provider': ['aws', 'gcp', 'azure'],
  'billing-template kind': ['cur', 'focus', 'athena', 'cost-explorer', 'bigquery', 'bigquery-detailed', 'amortized'],
};

const PROGRAMS = ['aws', 'gcloud', 'bq', 'gsutil', 'kubectl'];

export function completionOf(name: string, takes: string, path: readonly string[] = []): Completion {
  const known = BY_OPTION[name] ?? BY_ARGUMENT[[...path, name].join(' ')];
  if (known !== undefined) return known;
  if (path[0] === 'policy') return PROGRAMS;
  const what = takes === '' ? name : takes.replace(/[^a-z]/gu, '');
  if (what === 'id' || what === 'run' || what === 'ids') return 'run';
  if (what === 'file' || what === 'files' || what === 'path') return 'file';
  return what === 'folder' ? 'folder' : 'nothing';
}

/** What only the parts know that a completion is generated from. */
export interface Known {
  readonly worlds: readonly string[];
  readonly keys: readonly string[];
}

/** As words; undefined where the shell finds them. */
export function wordsOf(completion: Completion, { keys, worlds }: Known): readonly string[] | undefined {
  if (completion === 'world') return worlds;
  if (completion === 'key') return keys;
  return typeof completion === 'string' ? undefined : completion;
}
