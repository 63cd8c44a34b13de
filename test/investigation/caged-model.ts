// A program for the model test: the orchestrator's model client, bundled as for the cage, in a bare process. It asks what its
// arguments say over descriptor 4 and prints what came of it.

import { openDescriptor } from '../../src/channel/index.js';
import { ask, modelClient } from '../../src/investigation/model.js';

const [user = ''] = process.argv.slice(2);
const lane = openDescriptor(4);
const client = modelClient(lane, { name: 'claude-opus-5-5', maxTokens: 100 });

ask(client, { system: 'you are a test', user }).then(
  (text) => {
    process.stdout.write(JSON.stringify({ text }));
    lane.destroy();
  },
  (error: unknown) => {
    process.stdout.write(JSON.stringify({ error: String(error) }));
    lane.destroy();
  },
);
