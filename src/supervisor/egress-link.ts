// The supervisor's words with egress: configure it once, have money set aside, hear what was spent and denied, stop it.

import type { Duplex } from 'node:stream';
import { type EgressConfiguration, type EgressControl, type EgressTells, egressTells } from '../protocol/index.js';
import { Fault, type MicroUsd } from '../shared/index.js';
import { openLink } from './link.js';

/** What egress tells unasked. */
export type EgressNews = Exclude<EgressTells, { readonly id: number }>;

export interface EgressLinkOptions {
  readonly stream: Duplex;
  readonly onTold: (told: EgressNews) => void;
  readonly onBroken: (detail: string) => void;
}

export interface EgressLink {
  readonly configure: (configuration: Omit<EgressConfiguration, 'kind' | 'id'>) => Promise<void>;
  /** Lets models spend so much less; how much that is, all or nothing. */
  readonly setAside: (microUsd: MicroUsd) => Promise<MicroUsd>;
  /** Resolves when every call has ended and all that was spent was told, or egress is gone. */
  readonly stop: (goesOn: boolean) => Promise<void>;
  readonly close: () => void;
}

export function openEgressLink(options: EgressLinkOptions): EgressLink {
  const link = openLink<EgressControl, EgressTells>({
    name: 'egress',
    stream: options.stream,
    schema: egressTells,
    onTell: (told) => {
      if (!('id' in told)) options.onTold(told);
    },
    onBroken: options.onBroken,
  });
  return {
    configure: async (configuration) => {
      const answer = await link.ask({ kind: 'configure', ...configuration });
      if (answer.kind !== 'ready') throw new Fault('child', `egress answered ${answer.kind} to its configuration`);
    },
    setAside: async (microUsd) => {
      const answer = await link.ask({ kind: 'set-aside', microUsd });
      return answer.kind === 'is-set-aside' ? answer.microUsd : 0;
    },
    stop: async (goesOn) => {
      await link.ask({ kind: 'stop', goesOn }).catch(() => undefined);
    },
    close: link.close,
  };
}
