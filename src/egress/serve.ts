// The life of the egress process: configured once by the supervisor, then the broker works, until `stop` or until the
// supervisor is gone.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import {
  Desk,
  type EgressConfiguration,
  type EgressControl,
  type EgressState,
  type EgressTells,
  egressControl,
  egressControls,
  LIMITS,
  parseBaseUrl,
} from '../protocol/index.js';
import { Fault, unreachable } from '../shared/index.js';
import { Broker } from './broker.js';

interface EgressDescriptors {
  readonly control: Duplex;
  /** Opened only after `configure`: before it no call is even read. */
  readonly openModelLane: () => Duplex;
  /** Ends the process. */
  readonly leave: (exit: 0 | 1) => void;
}

export function serveEgress(descriptors: EgressDescriptors): void {
  const { control, leave } = descriptors;
  const desk = new Desk<EgressControl['kind'], EgressState>(egressControls, 'waiting');
  let broker: Broker | undefined;

  function open(configuration: EgressConfiguration): Broker {
    const base = parseBaseUrl(configuration.baseUrl, configuration.allowPrivateAddress);
    // INVARIANT: the schema of `configure` parsed it with the same function.
    if (!base.ok) throw new Fault('config', base.error.message);
    return new Broker({
      configuration,
      base: base.value,
      lane: descriptors.openModelLane(),
      tell: (frame) => {
        supervisor.send(frame);
      },
    });
  }

  const supervisor = new Lane<EgressControl, EgressTells>({
    stream: control,
    cap: LIMITS.requestBytes,
    schema: egressControl,
    onFrame: (frame) => {
      if (!desk.admit(frame).ok) {
        leave(1);
        return;
      }
      switch (frame.kind) {
        case 'configure':
          broker = open(frame);
          supervisor.send({ kind: 'ready', id: frame.id });
          break;
        case 'set-aside':
          supervisor.send({ kind: 'is-set-aside', id: frame.id, microUsd: broker?.setAside(frame.microUsd) ?? 0 });
          break;
        case 'stop':
          broker?.stop(frame.goesOn === true);
          supervisor.last({ kind: 'stopped', id: frame.id }, () => {
            leave(0);
          });
          break;
        default:
          unreachable(frame);
      }
    },
    // The supervisor is gone: there is nobody left to answer to.
    onEnd: () => {
      leave(0);
    },
    onViolation: () => {
      leave(1);
    },
  });
}
