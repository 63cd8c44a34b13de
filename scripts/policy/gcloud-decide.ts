// What may be given at all: a path is decided once for all its release tracks. Allowed is what reads by its verb and trips no finder, and what
// a person allowed; denied is what a person denied, and every other verb. What nobody decided stops the generator.

import type { Argument, Decision, DecisionFile, GcloudOverlay, SnapshotCommand } from './gcloud-snapshot.js';
import { DECISION_FILES } from './gcloud-snapshot.js';

/** The same path in each track that has it. */
export type Tracks = ReadonlyMap<SnapshotCommand['track'], SnapshotCommand>;

export type Denied = 'mutate' | 'credential' | 'embeds-secret' | 'local-io' | 'ambiguous' | 'no-shape' | 'preview';

const RELEASES = ['ga', 'beta', 'alpha'] as const;

export type Verdict =
  | { readonly allowed: true; readonly decision: Decision | undefined }
  | { readonly allowed: false; readonly as: Denied };

export interface Decider {
  readonly decide: (path: string, tracks: Tracks) => Verdict;
  /** What a person must look at: nobody decided it, or a decision that is of no use. */
  readonly faults: () => readonly string[];
}

/** Names in a path behind which a secret was found at least once. */
const PATH_FINDER =
  /\b(?:tokens?|credentials?|creds|secrets?|passwords?|auth|auth-string|key-string|ssh|ssh-keys|oauth\S*|wallets?|users|guest\S*|serial\S*|screenshot|download\S*|export\S*|activationkeys|hmac|macsec|sign|chap|env|api-keys|client-certs|ssl-certs|authorization-code|variables|kubeconfig)\b/;

/** What a description says of an answer that gives away more than facts. */
const TEXT_FINDER =
  /\b(?:credentials?|passwords?|access tokens?|refresh tokens?|id tokens?|auth(?:entication|orization)? (?:string|code|token)s?|private keys?|pre-shared|ssh|sign-in|signed urls?|screenshot|serial port|serial console|environment variables|guest attributes|startup script|download|in a browser|local (?:file|disk|machine|configuration)|writes? to|stream(?:s|ing)? )\b/i;

/** A flag that a command cannot do without and that names a file here: the command is for files. */
const FILE_FLAG = /-file$|^--(?:destination|directory|local-dir|output-path)$/;

interface Tripped {
  readonly path: string;
  readonly tracks: Tracks;
  readonly argument: (place: number) => Argument;
}

/** Why a command that reads by its name needs a person. */
function finderOf({ path, tracks, argument }: Tripped): string | undefined {
  if (PATH_FINDER.test(path)) return 'its name';
  for (const command of tracks.values()) {
    if (TEXT_FINDER.test(command.say ?? '')) return 'its description';
    if (command.base?.includes('BinaryBackedCommand') === true) return 'the program it runs';
    if ((command.required ?? []).some((name) => FILE_FLAG.test(name))) return 'a file it needs';
    const words = command.positionals.map(argument);
    if (words.some(({ type, nargs }) => type === 'file' || nargs === '...')) return 'a file it takes';
  }
  return undefined;
}

interface Reviewed {
  readonly file: DecisionFile;
  readonly decision: Decision;
}

/** `group sub *` decides for everything below; the longest key wins, and a whole path over any other. */
function reviewer(overlay: GcloudOverlay): {
  readonly find: (path: string) => Reviewed | undefined;
  readonly unused: () => readonly string[];
} {
  const reviewed = new Map<string, Reviewed>();
  for (const file of DECISION_FILES) {
    for (const [key, decision] of Object.entries(overlay[file])) {
      if (reviewed.has(key)) throw new Error(`\`${key}\` is decided twice`);
      if (file === 'allow' && decision.decision === 'deny') throw new Error(`\`${key}\` is denied among what is allowed`);
      reviewed.set(key, { file, decision });
    }
  }
  const used = new Set<string>();
  return {
    find: (path) => {
      const words = path.split(' ');
      const keys = [path, ...words.map((_, dropped) => `${words.slice(0, words.length - dropped).join(' ')} *`)];
      const key = keys.find((candidate) => reviewed.has(candidate));
      if (key === undefined) return undefined;
      used.add(key);
      return reviewed.get(key);
    },
    unused: () => [...reviewed.keys()].filter((key) => !used.has(key)),
  };
}

export function deciderOf(overlay: GcloudOverlay, argument: (place: number) => Argument): Decider {
  const { find, unused } = reviewer(overlay);
  const reads = new Set(overlay.verbs.read);
  const others = new Set(overlay.verbs.other);
  const faults: string[] = [];
  return {
    decide: (path, tracks) => {
      const found = find(path);
      const verb = path.slice(path.lastIndexOf(' ') + 1).split('-')[0] ?? '';
      if (found && found.decision.decision === 'deny') return { allowed: false, as: found.file === 'allow' ? 'ambiguous' : found.file };
      // What is tried out with a few users has no stable meaning to decide about.
      if (!RELEASES.some((track) => tracks.has(track))) return { allowed: false, as: 'preview' };
      if (!reads.has(verb) && found?.file !== 'allow') {
        if (found) faults.push(`\`${path}\` does not read by its verb: allow it in allow.json or not at all`);
        else if (!others.has(verb)) faults.push(`\`${path}\` has a verb that nobody has sorted`);
        return { allowed: false, as: 'mutate' };
      }
      const why = found ? undefined : finderOf({ path, tracks, argument });
      if (why === undefined) return { allowed: true, decision: found?.decision };
      faults.push(`\`${path}\` reads by its verb, but nobody has decided about ${why}`);
      return { allowed: false, as: 'ambiguous' };
    },
    faults: () => [...faults, ...unused().map((key) => `the decision about \`${key}\` matches no command`)],
  };
}
