// Raw output into what may leave the executor. Runs in a thread, because a hostile output must not be able to hold up the executor.

import { type Cut, evidenceOf, openRedactor, type Redactor } from '../digest/index.js';

export interface RawOutput {
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  /** Bytes that the cap on the raw output already dropped. */
  readonly cutBytes: number;
  /** Names of members whose values may be secrets, in an answer that keeps the names of its members. */
  readonly mask: readonly string[];
}

export interface Digest {
  readonly output: string;
  readonly errors: string;
  readonly cutBytes: number;
  /** What was left out, and where; the output says it too. */
  readonly cuts: readonly Cut[];
}

/** What the thread is told besides: the executor's own credentials, and which numbers were given to secrets before. */
export interface DigestTask extends RawOutput {
  readonly planted: readonly string[];
  readonly after: number;
}

export interface DigestResult extends Digest {
  readonly lastNumber: number;
}

const OUTPUT_CHARACTERS = 128 * 1024;
const ERROR_CHARACTERS = 8 * 1024;
/** The runner's own cap is below this; what comes by another way is cut before it is read. */
const INPUT_BYTES = 8 * 1024 * 1024;

interface Opened {
  readonly redactor: Redactor;
  readonly planted: string;
}

let opened: Opened | undefined;

/** One redactor for the life of the thread, so that a secret keeps its number. */
function redactorFor({ planted, after }: DigestTask): Redactor {
  const key = JSON.stringify(planted);
  if (opened?.planted !== key || opened.redactor.lastNumber() < after)
    opened = { planted: key, redactor: openRedactor({ planted, after }) };
  return opened.redactor;
}

export function digestTask(task: DigestTask): DigestResult {
  const { out, err, cutBytes, mask } = task;
  const redactor = redactorFor(task);
  // Cut before it is read, JSON is not whole, and is masked by being withheld.
  const output = evidenceOf(out.subarray(0, INPUT_BYTES), { mask, most: OUTPUT_CHARACTERS, redactor });
  const errors = evidenceOf(err.subarray(0, INPUT_BYTES), { mask: [], most: ERROR_CHARACTERS, redactor });
  const unread = Math.max(0, out.length - INPUT_BYTES) + Math.max(0, err.length - INPUT_BYTES);
  return {
    output: output.text,
    errors: errors.text,
    cutBytes: cutBytes + unread + output.cutCharacters + errors.cutCharacters,
    cuts: [...output.cuts, ...errors.cuts.map((cut) => ({ ...cut, where: `errors: ${cut.where}` }))],
    lastNumber: redactor.lastNumber(),
  };
}
