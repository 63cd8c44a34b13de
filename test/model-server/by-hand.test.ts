// The script that puts somebody in a model's place: a request becomes a file, a file becomes the answer.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Anthropic from '@anthropic-ai/sdk';
import { type Test, test } from 'tap';
import { modelClient } from '../../src/investigation/model.js';
import { openModelReasoner } from '../../src/investigation/model-reasoner.js';
import { openNames } from '../../src/investigation/names.js';
import { CEILINGS, pause, startEgress } from '../egress/egress-process.js';
import { caseOf, stateAfter } from './case.js';
import { proposes } from './rounds.js';

const SCRIPT = fileURLToPath(new URL('../../../scripts/model-server.mjs', import.meta.url));
const WAIT = { timeout: 60_000 };

async function started(t: Test): Promise<{ readonly folder: string; readonly port: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'model-server-'));
  const child = spawn(process.execPath, [SCRIPT, '--folder', folder, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const line = await new Promise<string>((said) => child.stdout.once('data', (chunk: Buffer) => said(chunk.toString())));
  return { folder, port: Number(/:(\d+)"/.exec(line)?.[1]) };
}

async function read(file: string): Promise<string> {
  while (!existsSync(file)) await pause(20);
  return readFileSync(file, 'utf8');
}

test('a thought is asked of a folder and answered by a file', WAIT, async (t) => {
  const { folder, port } = await started(t);
  const egress = startEgress();
  t.teardown(() => egress.child.kill('SIGKILL'));
  await egress.configure(port, { ceilings: { ...CEILINGS, outputTokensPerCall: 8_000 } });
  const dossier = caseOf();
  const client = modelClient(egress.model, { name: 'claude-opus-5-5', maxTokens: 8_000 });
  const reasoner = openModelReasoner(client, { names: openNames(dossier) });
  for (const [at, name] of ['0001', '0002'].entries()) {
    const thought = reasoner.think(dossier, stateAfter(at));
    t.match(await read(join(folder, `${name}.prompt.txt`)), /You find out why a cloud bill rose[^]*The spike to explain/);
    t.match(JSON.parse(await read(join(folder, `${name}.request.json`))), { model: 'claude-opus-5-5', stream: true });
    writeFileSync(join(folder, 'part'), JSON.stringify(proposes(['aws', 'ec2', 'describe-volumes'])));
    renameSync(join(folder, 'part'), join(folder, `${name}.answer.txt`));
    t.match(await thought, { by: 'model', action: { do: 'command', command: 'aws ec2 describe-volumes' } });
  }
  await egress.told.nth(3);
  const spent = egress.told.all.flatMap((frame) => (frame.kind === 'spent' ? [frame.inputTokens] : []));
  t.equal(spent.length, 2);
});

test('a batch is a call for each of its requests, and has ended when all are answered', WAIT, async (t) => {
  const { folder, port } = await started(t);
  const client = new Anthropic({ apiKey: 'none', baseURL: `http://127.0.0.1:${String(port)}` });
  const params = { model: 'claude-opus-5-5', max_tokens: 10, messages: [{ role: 'user' as const, content: 'why?' }] };
  const { id } = await client.messages.batches.create({ requests: ['a', 'b'].map((custom_id) => ({ custom_id, params })) });
  writeFileSync(join(folder, '0002.answer.txt'), 'second');
  t.match(await client.messages.batches.retrieve(id), { processing_status: 'in_progress', request_counts: { processing: 1 } });
  await t.rejects(client.messages.batches.results(id));
  writeFileSync(join(folder, '0001.answer.txt'), 'first');
  const results: unknown[] = [];
  for await (const result of await client.messages.batches.results(id)) results.push(result);
  t.match(results, [
    { custom_id: 'a', result: { message: { content: [{ text: 'first' }] } } },
    { custom_id: 'b', result: { message: { content: [{ text: 'second' }] } } },
  ]);
  t.match((await client.messages.batches.list()).data, [{ id, processing_status: 'ended' }]);
});

test('what is no call of a model is refused', WAIT, async (t) => {
  const { port } = await started(t);
  t.equal((await fetch(`http://127.0.0.1:${String(port)}/v1/files`)).status, 404);
  t.equal((await fetch(`http://127.0.0.1:${String(port)}/v1/messages`, { method: 'POST', body: 'x' })).status, 400);
});
