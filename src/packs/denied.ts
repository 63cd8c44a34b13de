// What is known and not listed, with the reason: for people who ask why. Nothing is decided by it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binary } from '../policy/index.js';
import { Fault } from '../shared/index.js';

/** The reason by the path of the operation, its words joined by a blank. */
export type Denied = ReadonlyMap<string, string>;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `*` groups what has no group of its own; a group may itself be an operation. */
function pathOf(group: string, name: string): string {
  return group === '*' ? name : `${group} ${name}`.trimEnd();
}

/** By group, then by reason: `{"ec2":{"mutate":["terminate-instances"]}}`. */
export function parseDenied(raw: unknown): Denied | undefined {
  if (!isRecord(raw)) return undefined;
  const denied = new Map<string, string>();
  for (const [group, reasons] of Object.entries(raw)) {
    if (!isRecord(reasons)) return undefined;
    for (const [reason, names] of Object.entries(reasons)) {
      if (!Array.isArray(names)) return undefined;
      for (const name of names) {
        if (typeof name !== 'string') return undefined;
        denied.set(pathOf(group, name), reason);
      }
    }
  }
  return denied;
}

export function readDenied(folder: string, binary: Binary): Denied {
  const file = join(folder, 'denied', `${binary}.json`);
  if (!existsSync(file)) return new Map();
  const fix = 'reinstall ghosthunter';
  try {
    const denied = parseDenied(JSON.parse(readFileSync(file, 'utf8')));
    if (denied) return denied;
  } catch (cause) {
    throw new Fault('config', `policy denied/${binary}.json cannot be read`, { fix, cause });
  }
  throw new Fault('config', `policy denied/${binary}.json does not list reasons`, { fix });
}

/** Read when first asked for, program by program. */
export function deniedIn(folder: string): (binary: Binary) => Denied {
  const read = new Map<Binary, Denied>();
  return (binary) => {
    const before = read.get(binary);
    if (before) return before;
    const denied = readDenied(folder, binary);
    read.set(binary, denied);
    return denied;
  };
}
