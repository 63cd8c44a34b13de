// The other end of the socket: a command that asks the service. It believes what a service of its own user and version says, and shows none
// of it unescaped.

import { lstatSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname } from 'node:path';
import { Lane } from '../channel/index.js';
import { LIMITS, type ServiceAnswer, type ServiceRequest, serviceAnswer } from '../protocol/index.js';
import { Fault } from '../shared/index.js';

type Asked = ServiceRequest extends infer One ? (One extends ServiceRequest ? Omit<One, 'id'> : never) : never;
type Kind<Name extends ServiceAnswer['kind']> = Extract<ServiceAnswer, { kind: Name }>;

export interface Client {
  /** The first answer; a refusal is thrown. */
  readonly ask: <Name extends ServiceAnswer['kind']>(asked: Asked, kind: Name) => Promise<Kind<Name>>;
  /** Until it has ended. */
  readonly follow: (job: string, onLine: (line: string) => void) => Promise<Kind<'ended'>>;
  readonly close: () => void;
}

const FIX = 'ghosthunter service install, or in another terminal: ghosthunter service run';

/** T-SOCKET: bills and questions go only to a socket that nobody else could have put there. */
function assertOurs(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Fault('usage', 'the service does not run', { fix: FIX });
  const folder = lstatSync(dirname(path));
  const user = process.getuid?.();
  const isOurs = user === undefined || (found.uid === user && folder.uid === user);
  if (found.isSocket() && isOurs && (folder.mode & 0o077) === 0) return;
  throw new Fault('file', `${path} is not a socket of yours alone`, { fix: 'find out who put it there, and remove it' });
}

export async function connect(path: string): Promise<Client> {
  assertOurs(path);
  const stream = createConnection(path);
  await new Promise<void>((resolve, reject) => {
    stream.once('connect', resolve).once('error', (cause) => {
      reject(new Fault('usage', 'the service does not run', { cause, fix: FIX }));
    });
  });
  const waiting = new Map<number, (answer: ServiceAnswer | Fault) => void>();
  const fail = (why: string): void => {
    for (const one of waiting.values())
      one(new Fault('child', why, { fix: 'ghosthunter service status; the investigation goes on by itself' }));
    waiting.clear();
  };
  const lane = new Lane<ServiceAnswer, ServiceRequest>({
    stream,
    cap: LIMITS.serviceAnswerBytes,
    schema: serviceAnswer,
    onFrame: (answer) => waiting.get(answer.id)?.(answer),
    onEnd: () => {
      fail('the service has stopped');
    },
    onViolation: ({ code }) => {
      fail(`the service broke the protocol: ${code}`);
    },
  });
  let last = 0;

  function send(asked: Asked, onAnswer: (answer: ServiceAnswer | Fault) => void): number {
    last += 1;
    waiting.set(last, onAnswer);
    lane.send({ ...asked, id: last });
    return last;
  }

  function refusal({ code, detail, fix }: Kind<'no'>): Fault {
    return new Fault(code === 'usage' || code === 'config' || code === 'file' ? code : 'child', detail, fix === '' ? {} : { fix });
  }

  return {
    ask: <Name extends ServiceAnswer['kind']>(asked: Asked, kind: Name) =>
      new Promise<Kind<Name>>((resolve, reject) => {
        const id = send(asked, (answer) => {
          waiting.delete(id);
          if (answer instanceof Fault) reject(answer);
          else if (answer.kind === 'no') reject(refusal(answer));
          // CAST: its kind was compared.
          else if (answer.kind === kind) resolve(answer as Kind<Name>);
          else reject(new Fault('protocol', `the service answered ${answer.kind}`));
        });
      }),
    follow: (job, onLine) =>
      new Promise((resolve, reject) => {
        const id = send({ kind: 'follow', job }, (answer) => {
          if (answer instanceof Fault) reject(answer);
          else if (answer.kind === 'event') onLine(answer.line);
          else {
            waiting.delete(id);
            if (answer.kind === 'ended') resolve(answer);
            else reject(answer.kind === 'no' ? refusal(answer) : new Fault('protocol', `the service answered ${answer.kind}`));
          }
        });
      }),
    close: () => {
      lane.close();
    },
  };
}
