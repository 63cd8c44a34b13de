// `ghosthunter service run`: the daemon, started by a manager or by a person in the foreground. Puts its doors together.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { itemEnvironment, parseReport, runItem } from '../batch/index.js';
import { adoptOrphans, becomeUndumpable, closeStrayDescriptors } from '../cage/index.js';
import { readPolicy } from '../packs/index.js';
import { EXIT, Fault, printable } from '../shared/index.js';
import {
  askSource,
  folderOf,
  heldTier,
  hold,
  newRunId,
  packageVersion,
  permittedTiers,
  readConfig,
  readyStateDirectory,
  spikesOf,
  type Surroundings,
  stateDirectoryPath,
} from '../supervisor/index.js';
import type { Screen } from '../terminal/index.js';
import { type DaemonDoors, startDaemon } from './daemon.js';
import { openLog } from './log.js';
import { openManager } from './manager.js';
import { memoryFolder } from './memory.js';
import { notifier } from './notify.js';
import { socketPath } from './places.js';
import { type Settings, settingsOf } from './settings.js';

/** What a run may see of the daemon's environment: where things are, and what the person's clouds want. Never what systemd told the daemon. */
const NOT_PASSED =
  /^(?:NOTIFY_SOCKET|WATCHDOG_|LISTEN_|INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_EXEC_PID|MANAGERPID|RUNTIME_DIRECTORY|MEMORY_PRESSURE_)/u;

function runEnvironment({ environment }: Surroundings): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !NOT_PASSED.test(name)));
}

function concludedIn(stateDirectory: string, id: string): { readonly outcome: string; readonly microUsd: number } | undefined {
  const path = join(folderOf(stateDirectory, id), 'report.json');
  if (!existsSync(path)) return undefined;
  const report = parseReport(readFileSync(path, 'utf8'));
  return { outcome: report?.outcome ?? 'unreadable', microUsd: report?.spent.microUsd ?? 0 };
}

export async function runService(surroundings: Surroundings, screen: Screen): Promise<number> {
  const { environment, home } = surroundings;
  // T-LEAK, T-MEMORY, T-ORPHAN: as for every run.
  closeStrayDescriptors();
  becomeUndumpable();
  adoptOrphans();
  const stateDirectory = readyStateDirectory(stateDirectoryPath(surroundings));
  const isJournal = (environment['JOURNAL_STREAM'] ?? '') !== '' || (environment['INVOCATION_ID'] ?? '') !== '';
  const log = openLog(screen.out, isJournal, () => new Date());
  const passed = runEnvironment(surroundings);
  // What is asked before the first run makes the folder, and its lock is of the folder.
  readyStateDirectory(memoryFolder(stateDirectory));
  await hold(memoryFolder(stateDirectory), 'the service runs already, with the same state directory');

  const readSettings = (): Settings => {
    const settings = settingsOf(readConfig(surroundings), stateDirectory, surroundings);
    readPolicy();
    return settings;
  };
  const manager = openManager(environment, process.pid, undefined, (why) => {
    log('warning', 'manager-not-told', { why });
  });
  const onBug = (cause: unknown): void => {
    // In doubt nothing runs: the manager starts it anew, and what was begun goes on.
    if (cause instanceof Fault) log('error', 'failed', { why: cause.message, fix: cause.fix ?? null });
    setImmediate(() => {
      throw cause;
    });
  };
  const doors: DaemonDoors = {
    stateDirectory,
    socketPath: socketPath(surroundings),
    version: packageVersion(),
    user: process.getuid?.(),
    manager,
    log,
    now: () => Date.now(),
    readSettings,
    tier: () => heldTier(permittedTiers(readConfig(surroundings), surroundings)),
    newId: () => newRunId(new Date()),
    look: (files) => spikesOf(files, readConfig(surroundings), surroundings),
    ask: ({ configuration, days, profile, project, provider, table }, folder) =>
      askSource({
        table: provider === 'aws' ? null : (table ?? ''),
        days,
        today: new Date().toISOString().slice(0, 10),
        folder,
        config: readConfig(surroundings),
        surroundings: {
          home,
          environment: itemEnvironment(environment, {
            ...(profile === undefined ? {} : { profile }),
            ...(configuration === undefined ? {} : { configuration }),
            ...(project === undefined ? {} : { project }),
          }),
        },
        stateDirectory,
        screen: {
          ...screen,
          out: () => undefined,
          err: (line) => {
            log('info', 'said', { text: printable(line, 300) });
          },
        },
      }),
    investigate: (run, item, goesOn, onEvent) =>
      runItem({
        item,
        identity: { run, goesOn },
        defaults: { budgetUsd: readConfig(surroundings).budget.usd, maxCommands: undefined, maxMinutes: undefined },
        environment: passed,
        home: undefined,
        folder: '/',
        onEvent,
      }),
    concluded: (id) => concludedIn(stateDirectory, id),
    notify: notifier({ config: () => readConfig(surroundings), surroundings, log, now: () => new Date(), onBug }),
    onBug,
  };
  // Heard before it says that it is ready: what comes in between is not lost.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) process.on(signal, () => resolve());
  });
  let reload = (): void => undefined;
  process.on('SIGHUP', () => {
    reload();
  });
  const daemon = await startDaemon(doors);
  reload = daemon.reload;
  await stopped;
  await daemon.stop();
  return EXIT.ok;
}
