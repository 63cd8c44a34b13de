// A model's server, the real egress process before it, and a reasoner behind that.

import type { Test } from 'tap';
import { type ModelClient, modelClient } from '../../src/investigation/model.js';
import { type ModelReasonerOptions, openModelReasoner } from '../../src/investigation/model-reasoner.js';
import { type Names, openNames } from '../../src/investigation/names.js';
import type { Reasoner } from '../../src/investigation/reasoner.js';
import type { Dossier } from '../../src/investigation/state.js';
import type { EgressConfiguration } from '../../src/protocol/index.js';
import { CEILINGS, type EgressProcess, startEgress } from '../egress/egress-process.js';
import type { Behaviour } from './answers.js';
import { caseOf } from './case.js';
import { type ModelServer, modelServer } from './server.js';

export interface Stage {
  readonly server: ModelServer;
  readonly egress: EgressProcess;
  readonly client: ModelClient;
  readonly names: Names;
  readonly dossier: Dossier;
  readonly reasoner: Reasoner;
  readonly progress: readonly string[];
  readonly notices: readonly string[];
}

export interface StageOptions {
  readonly dossier?: Dossier;
  readonly egress?: Partial<EgressConfiguration>;
  readonly reasoner?: Partial<ModelReasonerOptions>;
}

export async function stage(t: Test, behaviours: readonly Behaviour[], options: StageOptions = {}): Promise<Stage> {
  const server = await modelServer(...behaviours);
  const egress = startEgress();
  t.teardown(async () => {
    egress.child.kill('SIGKILL');
    await server.close();
  });
  await egress.configure(server.port, {
    ceilings: { ...CEILINGS, outputTokensPerCall: 8_000 },
    models: ['claude-opus-5-5', 'claude-sonnet-5-5'],
    ...options.egress,
  });
  const dossier = options.dossier ?? caseOf();
  const names = openNames(dossier);
  const client = modelClient(egress.model, { name: 'claude-opus-5-5', maxTokens: 8_000 });
  const progress: string[] = [];
  const notices: string[] = [];
  const reasoner = openModelReasoner(client, {
    names,
    onProgress: (text) => progress.push(text),
    onNotice: (text) => notices.push(text),
    ...options.reasoner,
  });
  return { server, egress, client, names, dossier, reasoner, progress, notices };
}
