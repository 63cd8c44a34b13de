// What the daemon does, from the configuration: parsed once at its start and at each reload.

import { join } from 'node:path';
import { Fault } from '../shared/index.js';
import { type Config, hasModelKey, type Surroundings } from '../supervisor/index.js';
import { memoryFolder } from './memory.js';
import { parseSchedule, type Schedule } from './schedule.js';

export interface Source {
  readonly name: string;
  readonly provider: 'aws' | 'gcp';
  readonly profile?: string | undefined;
  readonly configuration?: string | undefined;
  readonly project?: string | undefined;
  /** Google Cloud: the table of the billing export. */
  readonly table?: string | undefined;
  readonly days: number;
}

export interface Settings {
  readonly inbox: string;
  readonly isOwnInbox: boolean;
  readonly quietMilliseconds: number;
  readonly scanMilliseconds: number;
  readonly schedule: Schedule | null;
  readonly sources: readonly Source[];
  readonly concurrency: number;
  readonly mode: 'bill' | 'active' | 'simulated';
  readonly world: string | null;
  readonly leastAmount: number;
  readonly mostPerBill: number;
  readonly grownTimes: number;
  readonly dailyMicroUsd: number;
  readonly budgetUsd: number;
  readonly hasModelKey: boolean;
}

export function settingsOf(config: Config, stateDirectory: string, surroundings: Surroundings): Settings {
  const { home } = surroundings;
  const { service } = config;
  const named = service.inbox;
  const inbox =
    named === undefined ? join(memoryFolder(stateDirectory), 'inbox') : named.startsWith('~/') ? join(home, named.slice(2)) : named;
  const schedule = service.schedule === undefined ? null : (parseSchedule(service.schedule) ?? null);
  if (service.schedule !== undefined && schedule === null) {
    throw new Fault('config', `\`service.schedule\` takes no \`${service.schedule}\``, {
      fix: 'schedule = "06:30" (UTC, each day), "daily", "hourly" or "every 6h"',
    });
  }
  if (service.world !== undefined && service.active) {
    throw new Fault('config', '`service.world` and `service.active` exclude each other', { fix: 'remove one of them' });
  }
  for (const { name, provider, table } of service.sources) {
    if (provider === 'gcp' && table === undefined)
      throw new Fault('config', `source \`${name}\` names no table`, { fix: 'table = "project.dataset.gcp_billing_export_v1_…"' });
  }
  return {
    inbox,
    isOwnInbox: named === undefined,
    quietMilliseconds: service.quiet_seconds * 1_000,
    scanMilliseconds: service.scan_minutes * 60_000,
    schedule,
    sources: service.sources,
    concurrency: service.concurrency,
    mode: service.world !== undefined ? 'simulated' : service.active ? 'active' : 'bill',
    world: service.world ?? null,
    leastAmount: service.least_amount,
    mostPerBill: service.most_per_bill,
    grownTimes: service.grown_times,
    dailyMicroUsd: Math.round(service.daily_usd * 1_000_000),
    budgetUsd: config.budget.usd,
    hasModelKey: hasModelKey(config, surroundings),
  };
}
