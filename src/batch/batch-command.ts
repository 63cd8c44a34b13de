// `ghosthunter batch`: many investigations, one after the other and beside each other, each in processes of its own with the credentials of
// its own account. This process holds none, asks no cloud and no model: it starts runs, follows them and writes down what became of them.

import { availableParallelism, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Surroundings, stateDirectoryPath } from '../audit/index.js';
import { dollars, EXIT, Fault, MICRO_USD_PER_USD, printable, printableJson } from '../shared/index.js';
import { openStatusLine, type Screen } from '../terminal/index.js';
import { type Attempted, itemBudget } from './attempt.js';
import { batchDay, hasEnded } from './day.js';
import { type Economy, type EconomyCounts, forgetAnswers, isAsking, type OpenEconomy, startEconomy } from './economy.js';
import { isActive, itemAccount, itemName, type SpoolItem } from './item.js';
import {
  type Amounts,
  type BatchDefaults,
  type BatchFlags,
  ceilingOf,
  checkFlags,
  manifestFaults,
  missingFiles,
  parseAmounts,
  plannedItems,
  readManifest,
} from './plan.js';
import { openProgress, type Standing } from './progress.js';
import { type ItemResult, shownResult } from './result.js';
import { openDisk, ownDirectory } from './spool/disk.js';
import { addItem, openSpool, type Spool, type SpoolDoors, writeRules } from './spool/spool.js';
import { summaryMarkdown, summaryOf, tallyText } from './summary.js';
import { summaryPage } from './summary-page.js';
import { exitOfBatch, tallyOf } from './tally.js';
import { startWorker, type WorkEnd, type Worker, type WorkerDoors } from './worker.js';

const LEASE_MILLISECONDS = 30_000;
const BEAT_MILLISECONDS = 5_000;
const FOLLOW_MILLISECONDS = 500;
const KEY_VARIABLE = 'ANTHROPIC_API_KEY';

interface Opened {
  readonly name: string;
  readonly root: string;
  readonly items: readonly SpoolItem[];
  readonly notes: readonly string[];
}

/** A world that only plays a script investigates nothing, and nothing of it goes on after a kill. */
async function checkWorlds(items: readonly SpoolItem[]): Promise<void> {
  const names = new Set(items.flatMap(({ item }) => item.world ?? []));
  if (names.size === 0) return;
  const { openWorld } = await import('../worlds/index.js');
  for (const name of names) {
    const world = openWorld(name);
    if (!world)
      throw new Fault('usage', `there is no world \`${printable(name, 80)}\``, { fix: 'ghosthunter demo --list says which there are' });
    if (world.world.script.length > 0)
      throw new Fault('usage', `the world \`${name}\` plays a script and investigates nothing`, {
        fix: 'ghosthunter demo --list says which there are',
      });
  }
}

function sayPlan(screen: Screen, items: readonly SpoolItem[], amounts: Amounts, root: string, isEconomy: boolean): void {
  for (const { item } of items) {
    const { budget_usd: usd, days, files, source, world } = item;
    const how = world === undefined ? (isActive(item) ? 'active' : 'the bill alone') : `simulated: ${world}`;
    const bill = source === undefined ? (files ?? []).join(' ') : `asks ${source}${days === undefined ? '' : `, ${String(days)} days`}`;
    const most = dollars(Math.round((usd ?? amounts.itemBudgetUsd) * MICRO_USD_PER_USD));
    screen.out(printable(`${itemName(item)} · ${itemAccount(item)} · ${how} · ${bill} · at most ${most}`, 400));
  }
  screen.out(
    `${String(items.length)} items, ${String(amounts.concurrency)} at a time, at most ${dollars(ceilingOf(items, amounts))} in all`,
  );
  if (isEconomy) {
    const asking = items.filter(isAsking).length;
    screen.out(
      `economy: the models of ${String(asking)} items at half the list price, so the same money goes twice as far; an answer may take up to 24 h`,
    );
  }
  screen.out(`kept in ${root}`);
}

const spoolDoors = (stateDirectory: string): SpoolDoors => ({ leaseMilliseconds: LEASE_MILLISECONDS, label: hostname(), stateDirectory });

async function opened(
  typed: string,
  flags: BatchFlags,
  amounts: Amounts,
  stateDirectory: string,
  screen: Screen,
): Promise<Opened | undefined> {
  const read = readManifest(typed, flags.format);
  const wrong = manifestFaults(typed, read.manifest);
  if (wrong.length > 0) {
    for (const line of wrong) screen.err(`ghosthunter: ${line}`);
    throw new Fault('usage', 'nothing was started', { fix: 'correct the manifest' });
  }
  const name = `${read.name}-${read.hash}`;
  const root = flags.state === undefined ? join(stateDirectory, 'batches', name) : resolve(flags.state);
  const today = new Date().toISOString().slice(0, 10);
  const day = await batchDay(read, root, { ...spoolDoors(stateDirectory), today, isRetry: flags.retryFailed === true });
  const items = await plannedItems(read, day);
  await checkWorlds(items);
  const notes = [
    ...read.manifest.repeats.map(({ line, of }) => `line ${String(line)} says what line ${String(of)} says, and is done once`),
    ...missingFiles(items),
  ];
  if (flags.dryRun === true) {
    for (const note of notes) screen.err(note);
    sayPlan(screen, items, amounts, root, flags.economy === true);
    return undefined;
  }
  if (flags.state === undefined) ownDirectory(join(ownDirectory(stateDirectory), 'batches'));
  writeRules(root, {
    name: read.name,
    hasHomes: flags.state !== undefined,
    budgetMicroUsd: amounts.budgetUsd === undefined ? null : Math.round(amounts.budgetUsd * MICRO_USD_PER_USD),
    itemBudgetUsd: amounts.itemBudgetUsd,
    maxCommands: amounts.maxCommands ?? null,
    maxMinutes: amounts.maxMinutes ?? null,
    attempts: amounts.attempts,
    ...(items.some(({ item }) => item.source !== undefined) ? { day } : {}),
  });
  const disk = openDisk(root);
  disk.write(join(root, `manifest.${read.format}`), read.text);
  for (const item of items) addItem(root, item, disk);
  return { name: read.name, root, items, notes };
}

/** What was learned so far, and who is told. */
interface Following {
  readonly results: ReadonlyMap<string, ItemResult>;
  readonly learn: (id: string, attempted: Attempted) => void;
  readonly running: (count: number) => void;
  readonly stands: (counts: EconomyCounts) => void;
  readonly standing: () => Standing;
}

const callsText = ({ batches, requests }: EconomyCounts): string =>
  `${String(requests)} calls of models in ${String(batches)} Message Batches`;

function openFollowing(
  spool: Spool,
  ids: readonly string[],
  screen: Screen,
  flags: BatchFlags,
  base: string,
): Following & { readonly clear: () => void } {
  const results = new Map<string, ItemResult>();
  const progress = openProgress(screen, openStatusLine(flags.plain === true));
  const began = performance.now();
  const early = ids.filter((id) => hasEnded(spool, id)).length;
  let running = 0;
  let waiting: number | undefined;
  let batches = 0;
  let isOver = false;
  const budget = spool.rules.budgetMicroUsd ?? undefined;

  function standing(): Standing {
    const tally = tallyOf(ids.length, [...results.values()]);
    const since = results.size - early;
    const each = since <= 0 ? undefined : (performance.now() - began) / since;
    const milliseconds = each === undefined ? undefined : each * tally.left;
    return { tally, running, ...(waiting === undefined ? {} : { waiting }), spent: spool.money.account().spent, budget, milliseconds };
  }

  return {
    results,
    standing,
    clear: () => {
      isOver = true;
      progress.clear();
    },
    running: (count) => {
      running = count;
      progress.show(standing());
    },
    stands: (counts) => {
      if (isOver) return;
      waiting = counts.waiting;
      progress.show(standing());
      if (counts.batches === batches) return;
      batches = counts.batches;
      progress.note(`${String(counts.waiting)} wait for a batch of calls; sent so far: ${callsText(counts)}`);
    },
    learn: (id, attempted) => {
      if (attempted.kind === 'failed') {
        progress.note(printable(`${itemName(spool.item(id).item)}: failed, and is tried again: ${attempted.error}`, 400));
        return;
      }
      if ((attempted.kind !== 'finished' && attempted.kind !== 'dead') || results.has(id)) return;
      results.set(id, attempted.result);
      if (attempted.wasThere === true && flags.worker === true) return;
      progress.finished(attempted.result, standing());
      progress.clear();
      screen.out(printableJson(shownResult(attempted.result, base)));
      progress.show(standing());
    },
  };
}

/** Looks at the spool until nothing is left, where somebody else hands the items out. */
async function follow(spool: Spool, ids: readonly string[], learn: Following['learn'], isStopping: () => boolean): Promise<WorkEnd> {
  const pending = new Set(ids);
  while (!isStopping()) {
    let hasHope = false;
    for (const id of [...pending]) {
      const { dead, result } = spool.standing(id);
      if (result) learn(id, { kind: 'finished', result, wasThere: true });
      else if (dead) learn(id, { kind: 'dead', result: dead, wasThere: true });
      else {
        hasHope ||=
          spool.holder(id) !== undefined ||
          spool.money.isEnough(id, itemBudget({ item: spool.item(id).item, rules: spool.rules }), spool.rules.budgetMicroUsd ?? undefined);
        continue;
      }
      pending.delete(id);
    }
    if (pending.size === 0) return 'done';
    if (!hasHope) return 'no-money';
    await pause(FOLLOW_MILLISECONDS);
  }
  return 'stopped';
}

async function startOn(flags: BatchFlags, root: string, doors: WorkerDoors): Promise<Worker> {
  if (flags.queue === undefined) return startWorker(doors);
  const { startQueueWorker } = await import('./queue/queue-worker.js');
  const queued = await startQueueWorker({ ...doors, url: flags.queue, root, isFilled: flags.worker !== true });
  return { ended: follow(doors.spool, doors.ids, doors.onAttempted, queued.isStopping).finally(queued.close), stop: queued.stop };
}

function writeSummary(spool: Spool, ids: readonly string[], results: ReadonlyMap<string, ItemResult>, output: string | undefined): string {
  const folder = output === undefined ? spool.root : resolve(output);
  const disk = openDisk(output === undefined ? spool.root : ownOutput(folder));
  const summary = summaryOf(
    spool.rules.name,
    ids.length,
    ids.flatMap((id) => results.get(id) ?? []),
  );
  disk.write(join(folder, 'summary.json'), `${printableJson(summary)}\n`);
  disk.write(join(folder, 'summary.md'), summaryMarkdown(summary));
  disk.write(join(folder, 'summary.html'), summaryPage(summary));
  return folder;
}

const ownOutput = (folder: string): string => ownDirectory(folder);

/** Ids that have no end yet and ask a model; a note where there are none. */
function askingIds(spool: Spool, ids: readonly string[], screen: Screen): readonly string[] {
  if (!ids.some((id) => isAsking(spool.item(id))))
    screen.err('every item is offline and asks no model: --economy changes nothing; leave `offline` out of the items to have models asked');
  return ids.filter((id) => isAsking(spool.item(id)) && !hasEnded(spool, id));
}

export async function batchCommand(
  typed: string | undefined,
  flags: BatchFlags,
  defaults: BatchDefaults,
  surroundings: Surroundings,
  screen: Screen,
  openEconomy?: OpenEconomy,
): Promise<number> {
  checkFlags(typed, flags);
  const amounts = parseAmounts(flags, defaults);
  const stateDirectory = stateDirectoryPath(surroundings);
  const batch = typed === undefined ? undefined : await opened(typed, flags, amounts, stateDirectory, screen);
  if (typed !== undefined && batch === undefined) return EXIT.ok;
  const root = batch?.root ?? resolve(flags.state ?? '');
  const spool = openSpool(root, spoolDoors(stateDirectory));
  const ids = batch === undefined ? spool.ids() : [...new Set(batch.items.map(({ id }) => id))];
  for (const note of batch?.notes ?? []) screen.err(note);
  if (flags.retryFailed === true) {
    for (const id of ids) {
      const { dead, result, round } = spool.standing(id);
      if (dead && !result) spool.retry(id, round);
    }
  }
  const following = openFollowing(spool, ids, screen, flags, spool.rules.hasHomes ? root : stateDirectory);
  let stops = 0;
  let isTerminated = false;
  let stop: Worker['stop'] = () => undefined;
  // Heard before anything is started: what comes in between stops it all the same.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stops += 1;
      isTerminated ||= signal !== 'SIGINT';
      if (stops === 1) screen.err('stopping: what runs is parked, and goes on with the same command; Ctrl-C again ends it at once');
      stop(stops > 1);
    });
  }
  const asking = flags.economy === true ? askingIds(spool, ids, screen) : [];
  let wasBroken = false;
  const isBroken = (): boolean => wasBroken;
  const economy: Economy | undefined =
    openEconomy === undefined || asking.length === 0
      ? undefined
      : await startEconomy({
          spool,
          ids: asking,
          open: openEconomy,
          onStanding: following.stands,
          onBroken: () => {
            wasBroken = true;
            stop(false);
          },
        });
  const worker = await startOn(flags, root, {
    spool,
    ids,
    stateDirectory,
    concurrency: amounts.concurrency,
    // T-SECRET: with --economy no run has any use for the key.
    environment: flags.economy === true ? { ...surroundings.environment, [KEY_VARIABLE]: undefined } : surroundings.environment,
    ...(economy && { startsAtATime: availableParallelism(), onStart: economy.onRun, economyOf: economy.environmentOf }),
    beatMilliseconds: BEAT_MILLISECONDS,
    now: () => new Date(),
    onAttempted: following.learn,
    onRunning: following.running,
  });
  stop = worker.stop;
  if (stops > 0 || isBroken()) stop(stops > 1);
  const end = await worker.ended;
  following.clear();
  const { tally } = following.standing();
  await economy?.close();
  // What was given up may be tried again, and then asks again.
  if (flags.economy === true && end === 'done' && tally.failed === 0) forgetAnswers(root);
  if (economy) screen.err(callsText(economy.counts()));
  if (isBroken()) screen.err('the process that collects calls of models ended; what was sent is not paid again');
  const folder = batch === undefined ? undefined : writeSummary(spool, ids, following.results, flags.output);
  screen.err(tallyText(tally));
  if (end === 'no-money') screen.err('no money is left for the rest; fix: the same command with a larger --budget-usd');
  if (end === 'stopped') screen.err('to go on: the same command again');
  if (tally.failed > 0) screen.err('the same command with --retry-failed tries again what failed');
  if (folder !== undefined) screen.err(`summary: ${join(folder, 'summary.html')}`);
  return isBroken() && end === 'stopped' ? EXIT.error : exitOfBatch(tally, end, isTerminated);
}
