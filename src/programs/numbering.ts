// Which numbering of processes ours belongs to. The number of a process of another one, such as that of a container, says nothing here.

import { readlinkSync } from 'node:fs';
import { errorCode } from '../shared/index.js';

export function numbering(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/gu, '');
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return '0';
  }
}
