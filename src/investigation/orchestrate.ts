// The orchestrator from its first byte to its last: waits to be let in, investigates or plays a script, leaves. Its hello was sent by the
// cage entry.

import type { Duplex } from 'node:stream';
import { Fault, printable } from '../shared/index.js';
import { type Asker, openAsker } from './asker.js';
import { investigate, type Thinkers } from './investigate.js';
import { type AskModel, runRound } from './round.js';
import type { Dossier } from './state.js';

const HELLO_ID = 1;
const NOTE_CHARACTERS = 400;

/** The model's client is loaded only by a run that has a model. */
async function openModel(egress: Duplex, name: string, maxTokens: number): Promise<AskModel> {
  const { ask, modelClient } = await import('./model.js');
  const client = modelClient(egress, { name, maxTokens });
  return (user) => ask(client, { system: 'You answer with one command line.', user });
}

/** A person who waits hears that a model thinks; more of these than a run may show would end it. */
const MOST_NOTES = 100;

async function openThinkers(asker: Asker, egress: Duplex, dossier: Dossier): Promise<Thinkers> {
  const { compressor, model } = dossier.welcome;
  if (model === null && compressor === null) return { model: undefined, compressor: undefined };
  const thinkers = await import('./thinkers.js');
  let notes = 0;
  return thinkers.openThinkers(dossier, {
    egress,
    onProgress: (text) => {
      notes += 1;
      // Nobody waits for the answer: a supervisor that left ends the process anyway.
      if (notes <= MOST_NOTES && text !== '')
        void asker.ask({ kind: 'note', text: printable(text, NOTE_CHARACTERS) }).catch(() => undefined);
    },
  });
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
  await investigate(asker, welcome, (dossier) => openThinkers(asker, egress, dossier));
  await asker.ask({ kind: 'bye' });
}
