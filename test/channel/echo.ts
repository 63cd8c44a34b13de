// A child for lane.test.ts: answers every note on the descriptor that it inherited.

import { Lane, openDescriptor } from '../../src/channel/index.js';
import { LIMITS, type OrchestratorAnswer, type OrchestratorRequest, orchestratorRequest } from '../../src/protocol/index.js';

const lane = new Lane<OrchestratorRequest, OrchestratorAnswer>({
  stream: openDescriptor(3),
  cap: LIMITS.requestBytes,
  schema: orchestratorRequest,
  onFrame: ({ id }) => {
    lane.send({ kind: 'noted', id });
  },
  onEnd: () => {
    process.exitCode = 0;
  },
  onViolation: () => {
    process.exitCode = 1;
  },
});
