// Plays a world without its four processes: the same loop, gate, digest and bill, wired in memory. Fast, for looking at many worlds at once;
// what is claimed of the product is measured through the processes.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dist = new URL('../../../dist/src/', import.meta.url);
const load = (path) => import(new URL(path, dist));
const { loadBill } = await load('billing/load.js');
const { answerSpikes } = await load('billing/spikes.js');
const { openBillDatabase } = await load('billing/query/database.js');
const { judge } = await load('gate/index.js');
const { readPolicy } = await load('packs/index.js');
const { digestTask } = await load('executor/digest.js');
const { investigate } = await load('investigation/investigate.js');
const { openWorld } = await load('worlds/index.js');
const { ledgerEntry } = await load('protocol/index.js');

const policy = readPolicy();
const BUDGET = { commands: 15, microUsd: 1_000_000, milliseconds: 600_000 };

async function openBill(world) {
  const directory = mkdtempSync(join(tmpdir(), 'ghosthunter-world-'));
  try {
    const paths = world.built.bills().map(({ name, text }) => {
      const path = join(directory, name);
      writeFileSync(path, text);
      return { path, name };
    });
    const bill = await loadBill(paths);
    return { bill, directory };
  } catch (cause) {
    rmSync(directory, { recursive: true });
    throw cause;
  }
}

/** One investigation of one world: its ledger, what was found, what was proposed and what became of it. */
export async function play(id, { thinkers = async () => ({}), welcome = {} } = {}) {
  const world = openWorld(id);
  if (!world) throw new Error(`there is no world ${id}`);
  const { bill, directory } = await openBill(world);
  const entries = [];
  const proposals = [];
  let left = BUDGET;
  let found;
  let database;
  const accounts = () => ({ spent: { commands: 0, microUsd: 0, milliseconds: 0 }, left });

  function propose(id, command) {
    const verdict = judge(command, policy, { microUsd: left.microUsd });
    proposals.push({ command, verdict: verdict.ok ? 'cleared' : verdict.error.code });
    if (!verdict.ok) {
      const { code } = verdict.error;
      const refusal = { layer: verdict.error.layer ?? 1, layerName: 'x', code, part: '', hint: '' };
      return { kind: 'refused', id, refusal, ...accounts() };
    }
    const cleared = verdict.value;
    left = { ...left, commands: left.commands - 1 };
    const [binary, ...args] = cleared.argv;
    const answer = world.built.answer(binary, args);
    proposals.at(-1).exit = answer.exit;
    const raw = { out: Buffer.from(answer.out), err: Buffer.from(answer.err), cutBytes: 0, mask: cleared.mask ?? [] };
    const { cutBytes, errors, output } = digestTask({ ...raw, planted: [], after: 0 });
    return {
      kind: 'ran',
      id,
      canonical: cleared.canonical,
      exit: answer.exit,
      output,
      errors,
      cutBytes,
      milliseconds: 100,
      microUsd: 0,
      note: null,
      ...accounts(),
    };
  }

  async function ask(question) {
    switch (question.kind) {
      case 'spikes':
        found = await answerSpikes(bill, { ...question, id: 1 }, async () => undefined);
        return found;
      case 'query': {
        database ??= await openBillDatabase(bill);
        const rows = await database.query(question.sql);
        return rows.ok ? { kind: 'rows', id: 1, ...rows.value, milliseconds: 1 } : { kind: 'no-rows', id: 1, ...rows.error };
      }
      case 'write-entry':
        entries.push(ledgerEntry.parse(question.entry));
        return { kind: 'noted', id: 1 };
      case 'propose':
        return propose(1, question.command);
      default:
        return { kind: 'person-said', id: 1, text: null };
    }
  }

  try {
    await investigate(
      { ask, answerTo: ask },
      {
        kind: 'welcome',
        id: 1,
        run: 'bench',
        mode: 'simulated',
        provider: world.built.provider,
        today: new Date().toISOString().slice(0, 10),
        script: [],
        model: null,
        compressor: null,
        spike: null,
        canRun: true,
        canAsk: false,
        budget: BUDGET,
        entries: 0,
        pseudonyms: true,
        ...welcome,
      },
      thinkers,
    );
  } finally {
    database?.close?.();
    rmSync(directory, { recursive: true });
  }
  return { world, found, entries, proposals, conclusion: entries.findLast(({ entry }) => entry === 'conclusion') };
}
