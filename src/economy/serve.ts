// The life of the economy process: configured once by the batch, which is told whether the server has what is needed; then it collects, sends and
// answers, until the batch says so or is gone.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import {
  Desk,
  type EconomyConfiguration,
  type EconomyControl,
  type EconomyState,
  type EconomyTells,
  economyControl,
  economyControls,
  LIMITS,
  parseBaseUrl,
} from '../protocol/index.js';
import { Fault, printable, unreachable } from '../shared/index.js';
import { type Door, openDoor } from './door.js';
import { openJournal } from './journal.js';
import { openQuestions, type Questions } from './questions.js';
import { type Answer, openUpstream, type Upstream } from './upstream.js';

export interface EconomyDescriptors {
  readonly control: Duplex;
  /** Ends the process. */
  readonly leave: (exit: 0 | 1) => void;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

interface Opened {
  readonly questions: Questions;
  readonly door: Door;
}

const WITHOUT = 'leave --economy out: each call is then made by itself, at the full price';

/** Asked before any run is started: nothing worse than a word is lost then. */
function refusalOf(answer: Answer): Refusal | undefined {
  if (answer.kind === 'failed')
    return {
      code: 'unreachable',
      message: `the Message Batches API cannot be reached: ${answer.why}`,
      fix: 'look at model.base_url and at the network, then try again',
    };
  const { status } = answer;
  if (status === 200) return undefined;
  if (status === 404 || status === 405 || status === 501)
    return { code: 'no-batches', message: `the model's server has no Message Batches API: it answered ${String(status)}`, fix: WITHOUT };
  if (status === 401 || status === 403)
    return {
      code: 'key',
      message: `the model's server does not accept the key: it answered ${String(status)}`,
      fix: 'look at ANTHROPIC_API_KEY or model.key_file',
    };
  // It has one, and is busy.
  if (status === 429 || status >= 500) return undefined;
  return { code: 'answer', message: `the Message Batches API answered ${String(status)} to a look at its list`, fix: WITHOUT };
}

export function serveEconomy({ control, leave }: EconomyDescriptors): void {
  const desk = new Desk<EconomyControl['kind'], EconomyState>(economyControls, 'waiting');
  let opened: Opened | undefined;

  function upstreamOf({ allowPrivateAddress, baseUrl, key, keyHeader }: EconomyConfiguration): Upstream {
    const base = parseBaseUrl(baseUrl, allowPrivateAddress);
    // INVARIANT: the schema of `configure` parsed it with the same function.
    if (!base.ok) throw new Fault('config', base.error.message);
    return openUpstream({ base: base.value, allowPrivateAddress, key, keyHeader });
  }

  async function open(configuration: EconomyConfiguration): Promise<number | Refusal> {
    const { folder, key, pollMilliseconds, token, windowMilliseconds } = configuration;
    const upstream = upstreamOf(configuration);
    const refusal = refusalOf(await upstream.list(1));
    if (refusal) return refusal;
    const journal = openJournal(folder, Date.now());
    const questions = openQuestions({
      journal,
      upstream,
      windowMilliseconds,
      pollMilliseconds,
      now: Date.now,
      random: Math.random,
      holdsKey: (text) => key !== null && text.includes(key),
      onChange: (counts) => {
        batch.send({ kind: 'standing', ...counts });
      },
      onBroken: () => {
        leave(1);
      },
    });
    const door = await openDoor(token, questions);
    opened = { questions, door };
    questions.goOn();
    return door.port;
  }

  const batch = new Lane<EconomyControl, EconomyTells>({
    stream: control,
    cap: LIMITS.requestBytes,
    schema: economyControl,
    onFrame: (frame) => {
      if (!desk.admit(frame).ok) {
        leave(1);
        return;
      }
      switch (frame.kind) {
        case 'configure':
          open(frame).then(
            (made) => {
              if (typeof made === 'number') batch.send({ kind: 'ready', id: frame.id, port: made });
              else batch.send({ kind: 'refused', id: frame.id, ...made, message: printable(made.message, 300) });
            },
            (cause: unknown) => {
              const [message, fix] = cause instanceof Fault ? [cause.message, cause.fix ?? ''] : ['the economy process failed', ''];
              batch.send({ kind: 'refused', id: frame.id, code: 'failed', message: printable(message, 300), fix: printable(fix, 300) });
            },
          );
          break;
        case 'running':
          opened?.questions.running(frame.items);
          break;
        case 'stop':
          opened?.door.close();
          opened?.questions.stop();
          batch.last({ kind: 'stopped', id: frame.id }, () => {
            leave(0);
          });
          break;
        default:
          unreachable(frame);
      }
    },
    // The batch is gone: what is under way is in the journal.
    onEnd: () => {
      leave(0);
    },
    onViolation: () => {
      leave(1);
    },
  });
}
