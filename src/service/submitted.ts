// What somebody asked for at the socket, as a job. T-SOCKET: nobody gets more through it than the configuration gives.

import { basename } from 'node:path';
import type { ServiceRequest } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import { itemFor, newJob } from './bills.js';
import type { Job } from './memory.js';
import type { Settings } from './settings.js';

export type Submission = Extract<ServiceRequest, { kind: 'submit' }>;

export interface SubmittedDoors {
  readonly version: string;
  readonly newId: () => string;
  readonly now: () => number;
}

export function submittedJob(asked: Submission, settings: Settings, { newId, now, version }: SubmittedDoors): Job {
  if (asked.version !== version) {
    throw new Fault('usage', `the service is of version ${version}`, { fix: 'ghosthunter service install starts the new one' });
  }
  if (asked.active && settings.mode !== 'active') {
    throw new Fault('usage', 'this service runs no commands with your credentials', {
      fix: 'set `active = true` in section [service] of config.toml and reload it, or leave --active out',
    });
  }
  const base = { ...itemFor(asked.files, asked.spike, undefined, settings) };
  const { active: _, ...bill } = base;
  const item = {
    ...(asked.active ? base : bill),
    ...(asked.offline ? { offline: true } : {}),
    ...(asked.provider === null ? {} : { provider: asked.provider }),
  };
  return newJob(newId(), 'submitted', basename(asked.files[0] ?? '').slice(0, 4_096), item, now());
}
