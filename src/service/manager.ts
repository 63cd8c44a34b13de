// What the service manager is told, by sd_notify: that the daemon is ready, reloads, stops, and still turns.

import { sendDatagram } from '../cage/index.js';

export interface ServiceManager {
  /** Undefined where nobody asked to be told. */
  readonly watchdogMilliseconds: number | undefined;
  readonly ready: (status: string) => void;
  readonly status: (status: string) => void;
  /** Between this and the next `ready` the manager says `reloading`. */
  readonly reloading: () => void;
  readonly stopping: (status: string) => void;
  readonly alive: () => void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** T-LOG: one variable a line, so a status is one line. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/gu, ' ').slice(0, 400);
}

/** The watchdog is meant for us only if it names us, or nobody. */
function watchdogOf(environment: Environment, pid: number): number | undefined {
  const wanted = /^[1-9]\d{0,14}$/u.exec(environment['WATCHDOG_USEC'] ?? '')?.[0];
  const meant = environment['WATCHDOG_PID'] ?? '';
  return wanted === undefined || (meant !== '' && meant !== String(pid)) ? undefined : Number(wanted) / 1_000;
}

export function openManager(
  environment: Environment,
  pid: number,
  send: (path: string, text: string) => string | undefined = sendDatagram,
  onFailure: (why: string) => void = () => undefined,
): ServiceManager {
  const path = environment['NOTIFY_SOCKET'] ?? '';
  const tell = (...lines: readonly string[]): void => {
    if (path === '') return;
    const why = send(path, lines.join('\n'));
    if (why !== undefined) onFailure(why);
  };
  return {
    watchdogMilliseconds: path === '' ? undefined : watchdogOf(environment, pid),
    ready: (status) => {
      tell('READY=1', `STATUS=${oneLine(status)}`);
    },
    status: (status) => {
      tell(`STATUS=${oneLine(status)}`);
    },
    reloading: () => {
      tell('RELOADING=1', `MONOTONIC_USEC=${String(process.hrtime.bigint() / 1_000n)}`);
    },
    stopping: (status) => {
      tell('STOPPING=1', `STATUS=${oneLine(status)}`);
    },
    alive: () => {
      tell('WATCHDOG=1');
    },
  };
}
