// One judgement as data: what `validate --json` prints, and `--ndjson` line by line. What is refused has no argv, so that nobody can
// run it by mistake.

import { hintFor, type LayerNumber, reasonFor, type Refusal, type RefusalCode, type Trail, trailOf } from '../gate/index.js';
import type { Binary } from '../policy/index.js';
import { printable } from '../shared/index.js';
import type { Judging } from './judging.js';

export type Id = string | number | null;

export interface Answer {
  readonly id: Id;
  readonly command: string | null;
  readonly decision: 'accept' | 'reject';
  readonly layer: LayerNumber | null;
  readonly code: RefusalCode | 'bad-request' | null;
  readonly reason: string | null;
  readonly hint: string | null;
  readonly binary: Binary | null;
  readonly path: readonly string[];
  readonly argv: readonly string[];
  readonly canonical: string | null;
  readonly added: readonly string[];
  /** `read`, or why the operation is denied, as far as it is known. */
  readonly class: string | null;
}

const MOST_HINT = 760;
/** No path is longer. */
const MOST_PATH_WORDS = 12;
const MOST_PATH_CHARACTERS = 120;

export interface KnownDenied {
  readonly path: string;
  readonly reason: string;
}

/** The denied operation that a refused line names, if it is a known one. */
export function deniedOperation(refusal: Refusal, { invocation }: Trail, { deniedOf }: Judging): KnownDenied | undefined {
  if (refusal.code !== 'unknown-subcommand' || !invocation.ok) return undefined;
  const { known, part } = refusal;
  const denied = deniedOf(known.binary);
  let path = known.path;
  let found: KnownDenied | undefined;
  let count = 0;
  for (const { text, at } of invocation.value.rest) {
    if (at < part.at || text.startsWith('-')) continue;
    path = path === '' ? text : `${path} ${text}`;
    if (path.length > MOST_PATH_CHARACTERS) break;
    const reason = denied.get(path);
    if (reason !== undefined) found = { path, reason };
    count += 1;
    if (count === MOST_PATH_WORDS) break;
  }
  return found;
}

/** Layer 6 says itself what an operation is that a rule lists. */
function listedClass({ code }: Refusal): string | null {
  if (code === 'mutating-word') return 'mutate';
  if (code === 'credential-word') return 'credential';
  return code === 'unproven-word' ? null : 'read';
}

function refused(id: Id, command: string, refusal: Refusal, trail: Trail, judging: Judging): Answer {
  const { invocation, operation } = trail;
  const denied = deniedOperation(refusal, trail, judging);
  const listed = operation.ok ? operation.value.rule.path : [];
  return {
    id,
    command,
    decision: 'reject',
    layer: refusal.layer,
    code: refusal.code,
    reason: reasonFor(refusal),
    hint: printable(hintFor(refusal), MOST_HINT),
    binary: invocation.ok ? invocation.value.binary : null,
    path: denied ? denied.path.split(' ') : listed,
    argv: [],
    canonical: null,
    added: [],
    class: denied ? denied.reason : operation.ok ? listedClass(refusal) : null,
  };
}

export function answerOf(id: Id, command: string, trail: Trail, judging: Judging): Answer {
  const { verdict } = trail;
  if (!verdict.ok) return refused(id, command, verdict.error, trail, judging);
  const { binary, path, argv, canonical, added } = verdict.value;
  return {
    id,
    command,
    decision: 'accept',
    layer: null,
    code: null,
    reason: null,
    hint: null,
    binary,
    path,
    argv,
    canonical,
    added,
    class: 'read',
  };
}

export function answerTo(id: Id, command: string, judging: Judging): Answer {
  return answerOf(id, command, trailOf(command, judging.policy, judging.remaining), judging);
}

/** An answer to what was not judged. */
export function unjudged(layer: 1 | null, code: 'too-long' | 'bad-request', reason: string, hint: string): Answer {
  return {
    id: null,
    command: null,
    decision: 'reject',
    layer,
    code,
    reason,
    hint,
    binary: null,
    path: [],
    argv: [],
    canonical: null,
    added: [],
    class: null,
  };
}
