// Why a model thinks no further. The first word of the message says it, for whoever decides what comes next.

import { Fault } from '../shared/index.js';

export type ModelTrouble = 'refused' | 'budget' | 'outage' | 'timeout' | 'malformed' | 'too-long';

export function modelFault(trouble: ModelTrouble, message: string): Fault {
  return new Fault('protocol', `${trouble}: ${message}`);
}
