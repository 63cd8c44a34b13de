// The policies on disk. The index names each pack with its hash; a pack that is not what the index says is not read. Packs are read
// when a line first needs them, so that a start costs the index and no more.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPolicy, type PackEntry, parseIndex, type Policy, type PolicyIndex } from '../policy/index.js';
import { Fault } from '../shared/index.js';

export const POLICIES_FOLDER = fileURLToPath(new URL('../../../policies', import.meta.url));

function readText(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (cause) {
    throw new Fault('config', `policy ${file} cannot be read`, { fix: 'reinstall ghosthunter', cause });
  }
}

function parseText(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('config', `policy ${file} is not JSON`, { fix: 'reinstall ghosthunter', cause });
  }
}

/** T6: a pack that somebody changed after it was built and reviewed lists nothing. */
export function openPack(folder: string, { file, sha256 }: PackEntry): unknown {
  const text = readText(folder, file);
  const found = createHash('sha256').update(text).digest('hex');
  if (found !== sha256) throw new Fault('config', `policy ${file} is not the one that the index names`, { fix: 'reinstall ghosthunter' });
  return parseText(file, text);
}

export function readIndex(folder = POLICIES_FOLDER): PolicyIndex {
  const index = parseIndex(parseText('index.json', readText(folder, 'index.json')));
  if (!index.ok) throw new Fault('config', 'policy index.json is not an index', { fix: 'reinstall ghosthunter' });
  return index.value;
}

export function readPolicy(folder = POLICIES_FOLDER): Policy {
  return openPolicy(readIndex(folder), (entry) => openPack(folder, entry));
}
