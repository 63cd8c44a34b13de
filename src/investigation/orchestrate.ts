// The orchestrator from its first byte to its last: waits to be let in, investigates or plays a script, leaves. Its hello was sent by the
// cage entry.

import type { Duplex } from 'node:stream';
import { Fault } from '../shared/index.js';
import { openAsker } from './asker.js';
import { investigate } from './investigate.js';
import { type AskModel, runRound } from './round.js';

const HELLO_ID = 1;

/** The model's client is loaded only by a run that has a model. */
async function openModel(egress: Duplex, name: string, maxTokens: number): Promise<AskModel> {
  const { ask, modelClient } = await import('./model.js');
  const client = modelClient(egress, { name, maxTokens });
  return (user) => ask(client, { system: 'You answer with one command line.', user });
}

export async function runOrchestrator(supervisor: Duplex, egress: Duplex): Promise<void> {
  const asker = openAsker(supervisor, HELLO_ID + 1);
  const welcome = await asker.answerTo(HELLO_ID);
  if (welcome.kind !== 'welcome') throw new Fault('protocol', `expected a welcome, got ${welcome.kind}`);
  if (welcome.script.length > 0) {
    await runRound(
      asker,
      welcome,
      welcome.model === null ? undefined : await openModel(egress, welcome.model.name, welcome.model.maxTokens),
    );
    return;
  }
  await investigate(asker, welcome, () => Promise.resolve({ model: undefined, compressor: undefined }));
  await asker.ask({ kind: 'bye' });
}
