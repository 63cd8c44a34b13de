// `--economy`: the runs of a batch ask their models through one process, which sends many calls together and takes half the price. This process
// holds neither the key nor an answer: it counts who could ask, and says where to ask.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../shared/index.js';
import type { Environment } from './run-arguments.js';
import type { ItemRun } from './run-item.js';
import type { Held } from './spool/lease.js';
import type { Spool } from './spool/spool.js';

/** Waiting takes memory and no core; more processes than this are a burden to themselves. */
const MOST_AT_A_TIME = 32;
const BEAT_MILLISECONDS = 5_000;
export const ECONOMY_MINUTES = 24 * 60;

/** The process, as whoever can start it hands it over. */
export interface EconomyProcess {
  readonly environmentOf: (item: string) => Environment;
  readonly running: (items: number) => void;
  readonly close: () => Promise<void>;
}

export interface EconomyCounts {
  readonly waiting: number;
  readonly batches: number;
  readonly requests: number;
}

export type OpenEconomy = (wish: {
  readonly folder: string;
  readonly namesModel: boolean;
  readonly onStanding: (counts: EconomyCounts) => void;
  readonly onBroken: () => void;
}) => Promise<EconomyProcess>;

export interface Economy {
  /** Undefined for an item that asks no model. */
  readonly environmentOf: (id: string) => Environment | undefined;
  /** A run of this item was started; the function is called when it has ended. */
  readonly onRun: (id: string, run: ItemRun) => () => void;
  readonly counts: () => EconomyCounts;
  readonly close: () => Promise<void>;
}

export interface EconomyDoors {
  readonly spool: Spool;
  /** That have no result yet. */
  readonly ids: readonly string[];
  readonly open: OpenEconomy;
  readonly onStanding: (counts: EconomyCounts) => void;
  /** Nothing can be asked any more, or somebody else asks. */
  readonly onBroken: () => void;
}

export function economyConcurrency(freeBytes: number, runBytes: number): number {
  return Math.max(1, Math.min(MOST_AT_A_TIME, Math.floor(freeBytes / runBytes)));
}

const NOTHING: EconomyCounts = { waiting: 0, batches: 0, requests: 0 };

const journalIn = (root: string): string => join(root, 'economy', 'journal');

/** What was kept of answers, once nobody can ask for one again. */
export function forgetAnswers(root: string): void {
  rmSync(journalIn(root), { recursive: true, force: true });
}

/** Without its spool nobody can say that it is theirs. */
function isBeating(held: Held): boolean {
  try {
    return held.beat();
  } catch {
    return false;
  }
}

export const isAsking = ({ item }: ReturnType<Spool['item']>): boolean => item.offline !== true;

export async function startEconomy({ ids, onBroken, onStanding, open, spool }: EconomyDoors): Promise<Economy> {
  const held = spool.claimEconomy();
  // T-ECONOMY: two of them would send the same question twice.
  if (!held)
    throw new Fault('usage', 'this batch is already worked on with --economy', {
      fix: 'wait until that one ends; further workers: ghosthunter batch --worker --state DIR',
    });
  const asking = new Set(ids.filter((id) => isAsking(spool.item(id))));
  const going = new Set<string>();
  let counts = NOTHING;
  let opened: EconomyProcess;
  try {
    opened = await open({
      folder: journalIn(spool.root),
      namesModel: [...asking].some((id) => spool.item(id).item.model !== undefined),
      onStanding: (now) => {
        counts = now;
        onStanding(now);
      },
      onBroken,
    });
  } catch (cause) {
    held.release();
    throw cause;
  }
  const heart = setInterval(() => {
    if (!isBeating(held)) onBroken();
  }, BEAT_MILLISECONDS);

  return {
    environmentOf: (id) => (asking.has(id) ? opened.environmentOf(id) : undefined),
    onRun: (id) => {
      if (!asking.has(id)) return () => undefined;
      going.add(id);
      opened.running(going.size);
      return () => {
        going.delete(id);
        opened.running(going.size);
      };
    },
    counts: () => counts,
    close: async () => {
      clearInterval(heart);
      await opened.close();
      if (held.isMine()) held.release();
    },
  };
}
