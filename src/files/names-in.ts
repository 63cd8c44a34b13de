// What is in a folder; nothing where it is not there, or may not be looked into.

import { readdirSync } from 'node:fs';
import { errorCode } from '../shared/index.js';

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return [];
  }
}
