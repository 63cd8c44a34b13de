// The orchestrator from its first byte to its last: waits to be let in, runs the round, leaves. Its hello was sent by the cage entry.

import type { Duplex } from 'node:stream';
import { openAsker } from './asker.js';
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
  const model = welcome.kind === 'welcome' ? welcome.model : null;
  await runRound(asker, welcome, model === null ? undefined : await openModel(egress, model.name, model.maxTokens));
}
