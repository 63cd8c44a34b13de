// Why a model thinks no further. The first word of the message says it, for whoever decides what comes next.

import { Fault } from '../shared/index.js';

export type ModelTrouble = 'refused' | 'budget' | 'outage' | 'timeout' | 'malformed' | 'too-long';

export function modelFault(trouble: ModelTrouble, message: string): Fault {
  return new Fault('protocol', `${trouble}: ${message}`);
}

const TROUBLE = /^(refused|budget|outage|timeout|malformed|too-long): /;

export function troubleOf({ message }: Fault): ModelTrouble | undefined {
  switch (TROUBLE.exec(message)?.[1]) {
    case 'refused':
      return 'refused';
    case 'budget':
      return 'budget';
    case 'outage':
      return 'outage';
    case 'timeout':
      return 'timeout';
    case 'malformed':
      return 'malformed';
    case 'too-long':
      return 'too-long';
    default:
      return undefined;
  }
}
