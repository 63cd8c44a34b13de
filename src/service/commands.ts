// `ghosthunter service …` and `ghosthunter run --service`: from flags to what is shown.

import { resolve } from 'node:path';
import { EXIT, Fault, printable, printableJson } from '../shared/index.js';
import { meantFiles, packageVersion, readConfig, type RunFlags, type Surroundings, plainViewOf } from '../supervisor/index.js';
import type { RunEvent, Screen } from '../terminal/index.js';
import { connect } from './client.js';
import { FOREGROUND, install, type InstallFlags, plannedAgent, plannedUnit, uninstall, userManager } from './install.js';
import { socketPath } from './places.js';
import { programAt, show } from './programs.js';
import { statusLines } from './status-lines.js';
import { UNIT_NAME } from './unit-text.js';

export interface ServiceInstallFlags extends InstallFlags {
  readonly print?: boolean;
  readonly dryRun?: boolean;
  readonly platform?: string;
  /** Commander's `--no-start`. */
  readonly start?: boolean;
}

function platformOf(named: string | undefined): 'linux' | 'macos' {
  const platform = named ?? (process.platform === 'darwin' ? 'macos' : 'linux');
  if (platform === 'linux' || platform === 'macos') return platform;
  throw new Fault('usage', `there is no platform \`${platform}\``, { fix: 'linux or macos' });
}

export async function serviceInstall(flags: ServiceInstallFlags, surroundings: Surroundings, screen: Screen): Promise<number> {
  const config = readConfig(surroundings);
  const platform = platformOf(flags.platform);
  if (flags.print === true || flags.dryRun === true) {
    const unit = platform === 'macos' ? plannedAgent(surroundings) : plannedUnit(flags, config, surroundings);
    screen.err(`${unit.name}${platform === 'macos' ? ' (experimental)' : ''}; nothing was installed`);
    for (const line of unit.text.trimEnd().split('\n')) screen.out(line);
    return EXIT.ok;
  }
  if (platform === 'macos') {
    throw new Fault('usage', 'for macOS there is only the text of a launch agent', {
      fix: 'ghosthunter service install --print --platform macos > ~/Library/LaunchAgents/dev.ghosthunter.service.plist, then launchctl bootstrap',
    });
  }
  const { changed, path } = await install({ ...flags, start: flags.start !== false }, config, surroundings);
  screen.out(`${path}: ${changed ? 'written' : 'unchanged'}`);
  screen.out(flags.start === false ? 'enabled, and not started' : 'running; ghosthunter service status says more');
  return EXIT.ok;
}

export async function serviceUninstall(flags: { readonly purge?: boolean }, surroundings: Surroundings, screen: Screen): Promise<number> {
  const { removed } = await uninstall(flags, surroundings);
  for (const path of removed) screen.out(`removed ${printable(path)}`);
  if (removed.length === 0) screen.out('there was nothing to remove');
  else if (flags.purge !== true) screen.err('reports and what the service remembers are kept; --purge removes them too');
  return EXIT.ok;
}

export async function serviceStatus(flags: { readonly json?: boolean }, surroundings: Surroundings, screen: Screen): Promise<number> {
  const client = await connect(socketPath(surroundings));
  try {
    const { id: _, kind: __, ...status } = await client.ask({ kind: 'status' }, 'status-is');
    if (flags.json === true) screen.out(printableJson({ schema_version: 1, ...status }));
    else for (const line of statusLines({ kind: 'status-is', id: 1, ...status })) screen.out(line);
  } finally {
    client.close();
  }
  return EXIT.ok;
}

export async function serviceRunNow(surroundings: Surroundings, screen: Screen): Promise<number> {
  const client = await connect(socketPath(surroundings));
  try {
    await client.ask({ kind: 'scan' }, 'scan-began');
    screen.out('looking; ghosthunter service status says what comes of it');
  } finally {
    client.close();
  }
  return EXIT.ok;
}

export interface LogsFlags {
  readonly follow?: boolean;
  readonly lines?: string;
  readonly since?: string;
}

export async function serviceLogs({ follow, lines, since }: LogsFlags, surroundings: Surroundings): Promise<number> {
  if (programAt('journalctl') === undefined) {
    throw new Fault('usage', 'there is no journal here', { fix: `${FOREGROUND}, which prints what it does` });
  }
  const count = lines ?? '200';
  if (!/^(?:\d{1,6}|all)$/u.test(count)) throw new Fault('usage', `--lines takes no \`${printable(count)}\``, { fix: 'a number, or all' });
  const args = ['--user', '--unit', UNIT_NAME, '--no-hostname', '--output=short-iso', `--lines=${count}`];
  const code = await show(
    'journalctl',
    [...args, ...(since === undefined ? [] : [`--since=${since}`]), ...(follow === true ? ['--follow'] : ['--no-pager'])],
    surroundings.environment,
  );
  if (code !== 0 && code !== EXIT.interrupted) {
    const manager = await userManager(surroundings);
    const why = manager.isThere ? 'the journal of this user cannot be read' : manager.why;
    throw new Fault('child', why, { fix: `${FOREGROUND}; or make the journal persistent: mkdir /var/log/journal, as root` });
  }
  return EXIT.ok;
}

/** Flags of `run` that the service decides itself. */
const OWN = [
  'world',
  'seed',
  'script',
  'resume',
  'answers',
  'model',
  'compressor',
  'maxCommands',
  'budgetUsd',
  'maxMinutes',
  'showPrompts',
  'fromCostExplorer',
  'fromBigquery',
  'days',
] as const;

function spikeOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^(?:[1-9]|1\d|20)$/u.test(text)) return Number(text);
  throw new Fault('usage', '--spike takes 1 to 20', { fix: '`ghosthunter spikes` numbers them' });
}

/** One investigation by the service, shown as if it were run here; it goes on when nobody looks any more. */
export async function runByService(flags: RunFlags, surroundings: Surroundings, screen: Screen): Promise<number> {
  const own = OWN.find((name) => flags[name] !== undefined);
  if (own !== undefined)
    throw new Fault('usage', `--service and ${own} exclude each other`, { fix: 'the service takes it from its configuration' });
  const { provider } = flags;
  if (provider !== undefined && provider !== 'aws' && provider !== 'gcp') {
    throw new Fault('usage', `there is no provider \`${provider}\``, { fix: 'one of: aws, gcp' });
  }
  if (flags.files.length === 0 || flags.files.includes('-')) {
    throw new Fault('usage', 'the service reads files', { fix: 'ghosthunter run billing.csv --service' });
  }
  const { files, notes } = meantFiles(
    flags.files.map((file) => resolve(file)),
    '/',
  );
  for (const note of notes) screen.err(`note: ${printable(note)}`);
  const client = await connect(socketPath(surroundings));
  try {
    const { job } = await client.ask(
      {
        kind: 'submit',
        version: packageVersion(),
        files: [...files],
        spike: spikeOf(flags.spike),
        active: flags.active === true,
        offline: flags.offline === true,
        provider: provider ?? null,
      },
      'accepted',
    );
    screen.err(`run ${job}  by the service; Ctrl-C leaves it running`);
    const view = plainViewOf(flags, readConfig(surroundings), surroundings, screen);
    const ended = await client.follow(job, (line) => {
      if (flags.json === true) {
        screen.out(printable(line, Infinity));
        return;
      }
      // CAST: written by `showJson` of a run of this very version, and handed on by a service of this user.
      const event = JSON.parse(line) as RunEvent;
      if (event.event !== 'report') view(event);
    });
    if (flags.json !== true && ended.outcome !== '') screen.err(`ended: ${printable(ended.outcome, 400)}`);
    return ended.exit;
  } finally {
    client.close();
    screen.input.destroy();
  }
}
