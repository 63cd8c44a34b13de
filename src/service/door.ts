// The service's socket. T-SOCKET: the folder is its owner's alone, so is the socket, and the kernel is asked who is there; each frame is
// capped, parsed strictly and admitted by the table; whoever breaks that is cut off, and nobody else notices.

import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { peerUser } from '../cage/index.js';
import { Lane } from '../channel/index.js';
import { Desk, LIMITS, type ServiceAnswer, type ServiceRequest, serviceRequest, serviceRequests } from '../protocol/index.js';
import { errorCode, Fault, unreachable } from '../shared/index.js';
import type { Events } from './events.js';
import type { Log } from './log.js';
import type { Job } from './memory.js';

type Status = Omit<Extract<ServiceAnswer, { kind: 'status-is' }>, 'kind' | 'id'>;
type Submit = Extract<ServiceRequest, { kind: 'submit' }>;

export interface DoorDoors {
  readonly path: string;
  readonly events: Events;
  readonly log: Log;
  readonly user: number | undefined;
  readonly status: () => Status;
  readonly scan: () => void;
  /** The id of the job. Throws a Fault where it is not allowed. */
  readonly submit: (asked: Submit) => string;
  readonly job: (id: string) => Job | undefined;
  /** For tests: what the kernel says. */
  readonly peer?: (socket: Socket) => number | undefined;
}

const MOST_PEERS = 32;
/** Follows of one peer at a time. */
const MOST_FOLLOWS = 8;
const UNREAD_BYTES = 1024 ** 2;

/** What is known of a job once it is over, as an exit code. */
function exitOf(job: Job): number {
  if (job.exit !== null && job.exit >= 0 && job.exit <= 255) return job.exit;
  const byOutcome: Readonly<Record<string, number>> = { 'cause-found': 10, inconclusive: 11, 'nothing-found': 0 };
  return byOutcome[job.outcome] ?? 1;
}

function readyFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const isOurs = process.getuid === undefined || found.uid === process.getuid();
  if (found.isDirectory() && isOurs && (found.mode & 0o077) === 0) return;
  throw new Fault('file', `${folder} is open to others, or not yours`, { fix: `chown it to yourself and run: chmod 700 ${folder}` });
}

function serve(socket: Socket, doors: DoorDoors): void {
  const { events, job, log, scan, status, submit } = doors;
  const desk = new Desk(serviceRequests, 'open' as const);
  const follows = new Set<() => void>();
  const resume = (): void => {
    for (const one of follows) one();
  };
  const lane = new Lane<ServiceRequest, ServiceAnswer>({
    stream: socket,
    cap: LIMITS.answerBytes,
    schema: serviceRequest,
    onFrame: (asked) => {
      const admitted = desk.admit(asked);
      if (!admitted.ok) {
        log('warning', 'peer-broke', { code: admitted.error.code });
        lane.close();
        return;
      }
      answer(asked);
    },
    onEnd: () => {
      socket.end();
    },
    onViolation: ({ code }) => {
      log('warning', 'peer-broke', { code });
    },
    onDrain: resume,
  });

  function no(id: number, cause: Fault): void {
    lane.send({ kind: 'no', id, code: cause.code, detail: cause.message.slice(0, 2_000), fix: (cause.fix ?? '').slice(0, 2_000) });
  }

  function follow(id: number, asked: string): void {
    if (job(asked) === undefined || follows.size >= MOST_FOLLOWS) {
      no(id, new Fault('usage', `there is no investigation \`${asked}\` here`, { fix: 'ghosthunter service status lists them' }));
      return;
    }
    const follower = events.follow(asked, () => {
      step();
    });
    const mayTake = (): boolean => lane.unreadBytes < UNREAD_BYTES;
    const step = (): void => {
      if (!follows.has(step)) return;
      // Asked before the events are: whatever a job that is over has printed is there.
      const known = job(asked);
      follower.take(mayTake, (line) => {
        if (line.length <= LIMITS.serviceEventCharacters) lane.send({ kind: 'event', id, line });
      });
      if (!mayTake() || known?.state === 'waiting' || known?.state === 'begun') return;
      follows.delete(step);
      follower.close();
      lane.send({ kind: 'ended', id, exit: known ? exitOf(known) : 1, outcome: known?.outcome ?? '' });
    };
    socket.once('close', () => {
      follows.delete(step);
      follower.close();
    });
    follows.add(step);
    step();
  }

  function answer(asked: ServiceRequest): void {
    try {
      switch (asked.kind) {
        case 'status':
          lane.send({ kind: 'status-is', id: asked.id, ...status() });
          return;
        case 'scan':
          scan();
          lane.send({ kind: 'scan-began', id: asked.id });
          return;
        case 'submit':
          lane.send({ kind: 'accepted', id: asked.id, job: submit(asked) });
          return;
        case 'follow':
          follow(asked.id, asked.job);
          return;
        default:
          unreachable(asked);
      }
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      no(asked.id, cause);
    }
  }
}

/** Listens until the function that it resolves with is called. */
export async function openDoor(doors: DoorDoors): Promise<() => void> {
  const { log, path, peer = peerUser, user } = doors;
  readyFolder(dirname(path));
  // INVARIANT: this process holds the lock of the service, so what is there is of one that has died.
  rmSync(path, { force: true });
  const peers = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const who = peer(socket);
    socket.on('error', () => socket.destroy());
    if (peers.size >= MOST_PEERS || (user !== undefined && process.platform === 'linux' && who !== user)) {
      log('warning', 'peer-refused', { user: who ?? null, peers: peers.size });
      socket.destroy();
      return;
    }
    peers.add(socket);
    socket.once('close', () => peers.delete(socket));
    serve(socket, doors);
  });
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) => {
        reject(
          new Fault('file', `cannot listen at ${path}: ${errorCode(cause) ?? 'unknown error'}`, { cause, fix: 'look at what is there' }),
        );
      });
      server.listen(path, resolve);
    });
  } finally {
    process.umask(before);
  }
  chmodSync(path, 0o600);
  return () => {
    server.close();
    for (const socket of peers) socket.destroy();
    rmSync(path, { force: true });
  };
}
