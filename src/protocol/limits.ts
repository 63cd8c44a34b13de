// The sizes and counts of the protocol, in one place so that ARCHITECTURE.md and the tests can name them.

const KIB = 1024;
const MIB = 1024 * KIB;

export const LIMITS = {
  /** A frame an untrusted peer may send towards the trusted side. */
  requestBytes: 64 * KIB,
  /** A frame that carries an answer: a verdict, an output, a bill. */
  answerBytes: MIB,
  /** A model call: a body of at most `modelBodyBytes`, as one JSON string. */
  modelCallBytes: 18 * MIB,
  modelBodyBytes: 8 * MIB,
  /** Nesting of a frame, checked before the parser sees it. */
  depth: 32,
  /** Requests a peer may have open before it is no longer read from. */
  window: 8,
  /** From the first byte of a frame to its newline. */
  frameMilliseconds: 10_000,
  /** Bytes a peer may leave unread before it is no longer read from. */
  unreadBytes: 4 * MIB,
  commandCharacters: 8 * KIB,
  /** Commands that a round may be given. */
  scriptLines: 64,
  /** Even if each of them needs six bytes, a paste fits in a frame. */
  pasteCharacters: 160 * KIB,
  /** What a person writes beside one answer. */
  noteCharacters: 2_000,
  /** The same after the digest, which may spell characters out. */
  digestedNoteCharacters: 24_000,
  billFiles: 256,
  /** Parts of the policy that a person may name. */
  policyParts: 64,
  /** Days between the first and the last line of a bill. */
  billDays: 4_000,
  /** Spikes that are told at once. */
  spikes: 100,
  sqlCharacters: 16 * KIB,
  queryRows: 1_000,
  queryColumns: 100,
  queryCellCharacters: 600,
  queryMilliseconds: 5_000,
  modelNameCharacters: 200,
  /** Of the body of a model call that is shown, in one frame: even if each of them needs six bytes. */
  promptPartCharacters: 8 * KIB,
  /** Lines for the person that one run may show. */
  notes: 200,
  /** Questions that the person of one run may be asked in plain words. */
  questions: 20,
  /** Rounds of one investigation. */
  rounds: 100,
  /** Entries of its ledger. */
  ledgerEntries: 1_000,
  /** One event of a run, as the service hands it on. */
  serviceEventCharacters: 2 * MIB,
  /** A frame of the service that holds one: even if each character needs six bytes. */
  serviceAnswerBytes: 13 * MIB,
  /** Bytes of its ledger on disk. */
  ledgerBytes: 16 * MIB,
} as const;
