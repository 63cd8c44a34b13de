// `ghosthunter audit`: what the audit log says, for people (lines) and programs (JSON). Reads only: it takes no lock and mends nothing.

import { isThereALog, stateDirectoryPath, type Surroundings } from '../audit/index.js';
import { Fault, unreachable } from '../shared/index.js';
import { inkFor, isColoured, openPour, type Screen } from '../terminal/index.js';
import type { AuditDoors, AuditFlags } from './doors.js';
import { auditExport } from './export.js';
import { auditList, auditTail } from './list.js';
import { auditShow } from './show.js';
import { auditVerify } from './verify.js';

export type AuditQuestion = 'list' | 'show' | 'tail' | 'verify' | 'export';

/** No log is no entries. Whoever shows, checks or exports one expects that it is there. */
const MAY_BE_NONE: readonly AuditQuestion[] = ['list', 'tail'];

/** Soon enough for a person, and no work for the machine. */
const PAUSE_MILLISECONDS = 200;

interface Interruptible {
  readonly pause: () => Promise<boolean>;
  readonly close: () => void;
}

/** Ctrl-C ends a wait, and every later one before it begins. */
function openPause(): Interruptible {
  let isInterrupted = false;
  let wake: () => void = () => undefined;
  const onInterrupt = (): void => {
    isInterrupted = true;
    wake();
  };
  process.once('SIGINT', onInterrupt);
  return {
    pause: async () => {
      if (isInterrupted) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PAUSE_MILLISECONDS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      return !isInterrupted;
    },
    close: () => {
      process.off('SIGINT', onInterrupt);
    },
  };
}

function answer(question: AuditQuestion, id: string, flags: AuditFlags, doors: AuditDoors): Promise<number> {
  switch (question) {
    case 'list':
      return auditList(flags, doors);
    case 'show':
      return auditShow(id, flags, doors);
    case 'tail':
      return auditTail(flags, doors);
    case 'verify':
      return auditVerify(flags, doors);
    case 'export':
      return auditExport(flags, doors);
    default:
      return unreachable(question);
  }
}

export interface AskedOfAudit {
  readonly question: AuditQuestion;
  /** Of an entry or a run, for `show`. */
  readonly id: string;
  readonly flags: AuditFlags;
}

export async function auditCommand({ question, id, flags }: AskedOfAudit, surroundings: Surroundings, screen: Screen): Promise<number> {
  const directory = stateDirectoryPath(surroundings);
  if (!MAY_BE_NONE.includes(question) && !isThereALog(directory))
    throw new Fault('audit', `there is no audit log in ${directory}`, {
      fix: 'the first run begins one; GHOSTHUNTER_HOME names another place',
    });
  // Only what waits can be interrupted politely; the others end as any program does.
  const waiting = question === 'tail' && flags.follow === true ? openPause() : undefined;
  try {
    return await answer(question, id, flags, {
      directory,
      screen,
      pour: openPour(),
      ink: inkFor(isColoured(screen.columns, surroundings.environment)),
      now: () => new Date(),
      pause: waiting?.pause ?? (() => Promise.resolve(false)),
    });
  } finally {
    waiting?.close();
  }
}
