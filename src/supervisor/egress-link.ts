// The supervisor's words with egress: configure it once, hear what was spent and denied, stop it.

import type { Duplex } from 'node:stream';
import { type EgressConfiguration, type EgressControl, type EgressTells, egressTells } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import { openLink } from './link.js';

export interface EgressLinkOptions {
  readonly stream: Duplex;
  readonly onTold: (told: Extract<EgressTells, { kind: 'spent' | 'denied' | 'broke' }>) => void;
  readonly onBroken: (detail: string) => void;
}

export interface EgressLink {
  readonly configure: (configuration: Omit<EgressConfiguration, 'kind' | 'id'>) => Promise<void>;
  readonly stop: () => void;
  readonly close: () => void;
}

export function openEgressLink(options: EgressLinkOptions): EgressLink {
  const link = openLink<EgressControl, EgressTells>({
    name: 'egress',
    stream: options.stream,
    schema: egressTells,
    onTell: (told) => {
      if (told.kind === 'spent' || told.kind === 'denied' || told.kind === 'broke') options.onTold(told);
    },
    onBroken: options.onBroken,
  });
  return {
    configure: async (configuration) => {
      const answer = await link.ask({ kind: 'configure', ...configuration });
      if (answer.kind !== 'ready') throw new Fault('child', `egress answered ${answer.kind} to its configuration`);
    },
    stop: () => {
      link.tell({ kind: 'stop' });
    },
    close: link.close,
  };
}
