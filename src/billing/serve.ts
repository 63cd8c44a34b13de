// The billing process once its cage has held: answers what is forwarded on its second lane. The bill is read at the first question that
// needs it, and then once for all.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import {
  type BillAnswer,
  type BillRequest,
  billRequest,
  billRequests,
  Desk,
  frameBytes,
  LIMITS,
  type SpikesFound,
} from '../protocol/index.js';
import { errorCode, Fault, printable } from '../shared/index.js';
import { describeBillFile } from './describe.js';
import { type Bill, type BillPath, loadBill, type LoadOptions, type Progress } from './load.js';
import { type BillDatabase, openBillDatabase } from './query/database.js';
import type { ResourceCube } from '../spikes/index.js';
import { answerSpikes, type SpikesQuestion } from './spikes.js';

export interface BillingOptions {
  /** How the bill is read; progress is told while it is. */
  readonly load?: Omit<LoadOptions, 'onProgress'>;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the process: a broken protocol or a supervisor that is gone leaves nothing to do. */
  readonly leave: (code: number) => void;
}

const DETAIL_CHARACTERS = 700;
/** Spikes questions whose answers are kept. */
const MOST_QUESTIONS = 8;

function describeFiles(id: number, bill: readonly BillPath[]): BillAnswer {
  const files = bill.map(({ path, name }) => {
    const file = describeBillFile(path, name);
    return { ...file, columns: [...file.columns] };
  });
  const answer: BillAnswer = { kind: 'bill', id, files };
  // A frame that does not fit would pass for a broken protocol and end the run.
  if (frameBytes(answer).length <= LIMITS.answerBytes) return answer;
  return { kind: 'bill-fault', id, detail: `the columns of ${String(files.length)} files do not fit in one answer` };
}

function faultAnswer(id: number, cause: unknown): BillAnswer {
  if (cause instanceof Fault) {
    const detail = cause.fix === undefined ? cause.message : `${cause.message}; fix: ${cause.fix}`;
    return { kind: 'bill-fault', id, detail: printable(detail, DETAIL_CHARACTERS) };
  }
  // T-PATH: the message of a system error names a path; its code does not.
  return { kind: 'bill-fault', id, detail: printable(`cannot read the bill: ${errorCode(cause) ?? 'unknown error'}`, DETAIL_CHARACTERS) };
}

export function serveBilling(forwarded: Duplex, paths: readonly BillPath[], options: BillingOptions): void {
  const { leave, load, onProgress } = options;
  const desk = new Desk<BillRequest['kind'], 'waiting' | 'ready'>(billRequests, 'ready');
  let loaded: Promise<Bill> | undefined;
  let opened: Promise<BillDatabase | undefined> | undefined;
  /** Answers by what was asked: the same question is answered the same, and resources are read once. */
  const answers = new Map<string, Promise<SpikesFound>>();
  // The views are made for the first query; until then what is known of resources waits.
  let waiting: (readonly [currency: string, found: ResourceCube])[] = [];

  function bill(): Promise<Bill> {
    loaded ??= loadBill(paths, { ...load, ...(onProgress === undefined ? {} : { onProgress }) });
    return loaded;
  }

  async function database(from: Bill): Promise<BillDatabase | undefined> {
    opened ??= openBillDatabase(from);
    const open = await opened;
    const found = waiting;
    waiting = [];
    for (const [currency, resources] of found) await open?.addResources(currency, resources);
    return open;
  }

  async function query(id: number, sql: string): Promise<BillAnswer> {
    const started = performance.now();
    const open = await database(await bill());
    if (open === undefined) return { kind: 'no-rows', id, code: 'no-sql-engine', detail: 'this machine has no SQL engine' };
    const found = await open.query(sql);
    if (!found.ok) return { kind: 'no-rows', id, ...found.error };
    const { columns, isCut, rows } = found.value;
    const milliseconds = Math.round(performance.now() - started);
    return { kind: 'rows', id, columns: [...columns], rows: rows.map((row) => [...row]), isCut, milliseconds };
  }

  async function spikesFor(question: SpikesQuestion): Promise<SpikesFound> {
    const read = await bill();
    return answerSpikes(read, question, (currency, found) => {
      waiting.push([currency, found]);
    });
  }

  async function spikes({ id, ...question }: SpikesQuestion): Promise<SpikesFound> {
    const key = JSON.stringify([question.since, question.top, question.currency]);
    // Fitted to a frame with the longest of all ids, so that it fits with any.
    const asked = answers.get(key) ?? spikesFor({ ...question, id: Number.MAX_SAFE_INTEGER });
    if (answers.size < MOST_QUESTIONS) answers.set(key, asked);
    return { ...(await asked), id };
  }

  async function answerTo(request: BillRequest): Promise<BillAnswer> {
    switch (request.kind) {
      case 'describe-bill':
        return describeFiles(request.id, paths);
      case 'query':
        return query(request.id, request.sql);
      case 'spikes':
        return spikes(request);
    }
  }

  const lane = new Lane<BillRequest, BillAnswer>({
    stream: forwarded,
    cap: LIMITS.requestBytes,
    schema: billRequest,
    onFrame: (request) => {
      if (!desk.admit(request).ok) {
        leave(1);
        return;
      }
      answerTo(request).then(
        (answer) => {
          lane.send(answer);
        },
        (cause: unknown) => {
          lane.send(faultAnswer(request.id, cause));
        },
      );
    },
    onEnd: () => {
      leave(0);
    },
    onViolation: () => {
      leave(1);
    },
  });
}
