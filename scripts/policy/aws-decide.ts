// Whether a command is in a pack. Default deny: allowed only if its name, IAM, its table and its output all say so, or a person does.

import type { AwsOverlay, Decision } from './aws-overlay.js';
import type { AwsCommand } from './aws-snapshot.js';
import { inOrder } from './pack-text.js';

const READ_VERBS = ['batch-describe', 'batch-get', 'describe', 'get', 'head', 'list', 'lookup', 'search'] as const;

/** Why a command is not in a pack, as `policy why` says it. */
export type Denied = 'mutate' | 'credential' | 'embeds-secret' | 'local-io' | 'streaming' | 'ambiguous' | 'waits' | 'no-shape';

export type Verdict =
  | { readonly kind: 'allowed'; readonly by: 'rule' | 'overlay'; readonly decision?: Decision }
  | { readonly kind: 'denied'; readonly as: Denied; readonly reason?: string }
  | { readonly kind: 'undecided'; readonly why: string };

export function hasReadVerb(command: string): boolean {
  const [, word = ''] = command.split(' ');
  return READ_VERBS.some((verb) => word === verb || word.startsWith(`${verb}-`));
}

export function iamSaysRead({ iam }: AwsCommand): boolean {
  return iam?.[1] === 'Read' || iam?.[1] === 'List';
}

/** What no decision can allow: an answer without an end, a file. */
function neverReads(command: AwsCommand): Denied | undefined {
  if (command['event-stream-output'] === true || command['event-stream-input'] === true) return 'streaming';
  const writesFile = Object.values(command.flags).some(
    ({ positional, custom }) => positional === true || custom?.includes('OutFile') === true,
  );
  return writesFile || command['streaming-output'] === true || command['streaming-input'] === true ? 'local-io' : undefined;
}

/** What in an answer is named like a secret, or is said to be one. */
export function signsOf({ named = [], hints = [] }: AwsCommand): readonly string[] {
  const names = named.map((place) => place.slice(place.lastIndexOf('.') + 1).replace(/(?:\[\]|\{\})+$/u, ''));
  return [...new Set([...names, ...hints.map((hint) => hint.replace(/\s+/gu, ' '))])].sort(inOrder);
}

export function decide(path: string, command: AwsCommand, overlay: AwsOverlay): Verdict {
  const decision = overlay.decisions.get(path);
  if (decision?.allow === false)
    return { kind: 'denied', as: decision.list === 'allow' ? 'ambiguous' : decision.list, reason: decision.reason };
  if (command.waiter === true) return { kind: 'denied', as: 'waits' };
  // Whatever the CLI makes up by itself has no model to go by: its own table of flags, written by hand, or nothing.
  if (command.custom === true) {
    if (path in overlay.custom) return { kind: 'allowed', by: 'overlay', ...(decision ? { decision } : {}) };
    if (decision) return { kind: 'undecided', why: 'allowed, but the CLI makes it by itself and no table is written for it' };
    return { kind: 'denied', as: 'local-io', reason: 'made by the CLI itself, not by a service' };
  }
  const never = neverReads(command);
  if (never !== undefined) return { kind: 'denied', as: never };
  if (decision) return { kind: 'allowed', by: 'overlay', decision };
  const [read, level] = [hasReadVerb(path), iamSaysRead(command)];
  if (read && level) {
    const unseen = signsOf(command).filter((sign) => overlay.lookedAt[path]?.includes(sign) !== true);
    if (unseen.length > 0) return { kind: 'undecided', why: `its answer speaks of ${unseen.join(', ')}` };
    return { kind: 'allowed', by: 'rule' };
  }
  if (!read && !level) return { kind: 'denied', as: 'mutate' };
  return { kind: 'undecided', why: `${read ? 'a reading name' : 'no reading name'}, IAM says ${command.iam?.[1] ?? 'nothing'}` };
}
