// The billing process alone, in its cage: for questions that need no orchestrator and no executor. Nothing of a bill is believed before
// the cage was seen to hold.

import { attest, failuresOf, isPassed } from '../../cage/index.js';
import { Lane } from '../../channel/index.js';
import { type BillAnswer, type BillingTells, type BillRequest, billAnswer, LIMITS, OpenRequests, type Tier } from '../../protocol/index.js';
import { Fault, printable } from '../../shared/index.js';
import { openBillingLink } from '../billing-link.js';
import { deferred, within } from '../deferred.js';
import { launchCaged } from '../launch.js';
import { watchMemory } from '../memory.js';

type Progress = Extract<BillingTells, { kind: 'progress' }>;
type Hello = Extract<BillingTells, { kind: 'hello' }>;
/** A question without its number. */
type Question = BillRequest extends infer One ? (One extends BillRequest ? Omit<One, 'id'> : never) : never;

export interface CagedBill {
  readonly tier: Tier;
  readonly ask: (question: Question) => Promise<BillAnswer>;
  readonly close: () => Promise<void>;
}

export interface CagedBillOptions {
  readonly files: readonly string[];
  readonly tiers: readonly Tier[];
  readonly onProgress: (progress: Progress) => void;
}

const HELLO_MS = 10_000;
const RESIDENT_BYTES = 1024 ** 3;

export async function openCagedBill({ files, onProgress, tiers }: CagedBillOptions): Promise<CagedBill> {
  const child = await launchCaged({ role: 'billing', readOnly: files, tiers });
  const hello = deferred<Hello>();
  const ended = deferred<Fault>();
  const fail = (message: string): void => {
    ended.resolve(new Fault('child', message));
    child.kill();
  };
  const link = openBillingLink({
    stream: child.lane,
    onHello: hello.resolve,
    onProgress,
    onViolation: ({ code }) => {
      fail(`billing broke the protocol: ${code}`);
    },
  });
  const open = new OpenRequests<(answer: BillAnswer) => void>();
  const lane = new Lane<BillAnswer, BillRequest>({
    stream: child.second,
    cap: LIMITS.answerBytes,
    schema: billAnswer,
    onFrame: (answer) => {
      const asked = open.close(answer.id);
      if (asked.ok) asked.value(answer);
      else fail('billing answered what nobody asked');
    },
    onEnd: () => undefined,
    onViolation: ({ code }) => {
      fail(`billing broke the protocol: ${code}`);
    },
  });
  const stopWatching = watchMemory(child.pid, RESIDENT_BYTES, (bytes) => {
    fail(`the billing process held ${String(Math.round(bytes / 1024 ** 2))} MiB of memory`);
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(0, 400);
    });
  }
  void child.exited.then(({ code, signal }) => {
    ended.resolve(
      new Fault(
        'child',
        `the billing process ended: ${signal ?? String(code)}${said === '' ? '' : `, saying ${printable(said.trim(), 300)}`}`,
      ),
    );
  });
  const orEnd = async <T>(promise: Promise<T>): Promise<T> => {
    const first = await Promise.race([promise, ended.promise]);
    if (first instanceof Fault) throw first;
    return first;
  };
  async function close(): Promise<void> {
    stopWatching();
    child.kill();
    await child.exited;
    lane.close();
    link.close();
  }
  try {
    const late = (): Fault => new Fault('cage', 'the billing process did not report within 10 s', { fix: 'run `ghosthunter doctor`' });
    const { canaries } = await within(orEnd(hello.promise), HELLO_MS, late);
    const seen = attest(child, canaries);
    if (!isPassed(seen)) {
      throw new Fault('cage', `a cage did not hold: billing in ${seen.tier}: ${failuresOf(seen).join('; ')}`, {
        fix: 'run `ghosthunter doctor`; no bill was read',
      });
    }
  } catch (cause) {
    await close();
    throw cause;
  }
  link.go();
  let last = 0;
  return {
    tier: child.tier,
    close,
    ask: (question) => {
      last += 1;
      const id = last;
      const answer = deferred<BillAnswer>();
      open.add(id, answer.resolve);
      lane.send({ ...question, id });
      return orEnd(answer.promise);
    },
  };
}
