// What the company runs in any world: a web shop with its database, a data platform, a staging project; all of it healthy, and all of it
// on the bill. Worlds change single parts of it and add to it.

import type { OneOff } from '../../bill/index.js';
import type { Part } from '../cloud.js';
import type { KeyedLine } from '../lines.js';
import type { Setting } from '../setting.js';
import { jobsOf, logsOf } from './activity.js';
import { linesOf, onceOf } from './lines.js';
import { clusterOf, machinesOf } from './machines.js';
import { grantsOf, otherItems } from './services.js';

/** `bill` and `cloud` apart: a command is answered without the bill. */
export interface Estate {
  readonly lines: readonly KeyedLine[];
  readonly oneOffs: readonly OneOff[];
}

export function estateBill(setting: Setting): Estate {
  return { lines: linesOf(setting), oneOffs: onceOf(setting) };
}

export function estateCloud(setting: Setting): Part {
  return {
    items: [...machinesOf(setting), ...clusterOf(setting), ...otherItems(setting)],
    logs: logsOf(setting),
    jobs: jobsOf(setting),
    grants: grantsOf(setting) ?? [],
  };
}
