// One end of the relay bench, on descriptor 3. `ask N`: proposes N + 200 times, one at a time, and prints the round trips in
// milliseconds as JSON. `answer`: answers each proposal.

import { Lane, openDescriptor } from '../../../dist/src/channel/index.js';
import { LIMITS, orchestratorAnswer, proposalRequest } from '../../../dist/src/protocol/index.js';

const ACCOUNT = { commands: 1, microUsd: 0, milliseconds: 1 };
const WARM_UP = 200;
const [, , role, count] = process.argv;
const quiet = {
  stream: openDescriptor(3),
  cap: LIMITS.answerBytes,
  onEnd: () => process.exit(),
  onViolation: ({ code }) => process.exit(code),
};

function answer() {
  const output = 'x'.repeat(900);
  const lane = new Lane({
    ...quiet,
    schema: proposalRequest,
    onFrame: ({ id }) =>
      lane.send({
        kind: 'ran',
        id,
        canonical: 'aws sts get-caller-identity',
        exit: 0,
        output,
        errors: '',
        cutBytes: 0,
        milliseconds: 1,
        microUsd: 0,
        note: null,
        spent: ACCOUNT,
        left: ACCOUNT,
      }),
  });
}

function ask(rounds) {
  const command = 'x'.repeat(980);
  const times = [];
  let id = 0;
  let sent = 0;
  const next = () => {
    id += 1;
    sent = performance.now();
    lane.send({ kind: 'propose', id, command });
  };
  const lane = new Lane({
    ...quiet,
    schema: orchestratorAnswer,
    onFrame: () => {
      times.push(performance.now() - sent);
      if (times.length < WARM_UP + rounds) return next();
      process.stdout.write(JSON.stringify(times.slice(WARM_UP)));
      return lane.finish();
    },
  });
  next();
}

if (role === 'ask') ask(Number(count));
else answer();
