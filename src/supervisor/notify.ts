// Tells the person what became of a run, by the ways that they configured. The process that speaks to the outside is another one, started for
// this one event: nothing here dials or starts a hook. What fails is said, and changes nothing else.

import { homedir } from 'node:os';
import {
  type Delivery,
  type NotifierControl,
  type NotifierTells,
  notifierTells,
  type NotifyEvent,
  type NotifyOutcome,
} from '../protocol/index.js';
import { amount, EXIT, Fault, printable } from '../shared/index.js';
import type { Report } from '../report/index.js';
import type { Screen } from '../terminal/index.js';
import type { Config } from './config.js';
import { readConfig } from './configuration/layers.js';
import { within } from './deferred.js';
import { launchTrusted } from './launch.js';
import { openLink } from './link.js';
import { inHome } from './model-key.js';
import type { Surroundings } from './state-directory.js';

export type { NotifyEvent, NotifyOutcome } from '../protocol/index.js';

/** What the notifier needs beyond the deadline of the slowest way: to start and to answer. */
const START_MILLISECONDS = 5_000;
const TITLE = 300;
const TEXT = 4_000;

/** Where a desktop listens, of this user. */
const DESKTOP_VARIABLES = ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'];

function deliveryOf(event: NotifyEvent, { notify }: Config, { environment, home }: Surroundings): Delivery {
  const { command, desktop, timeout_seconds: seconds, webhook_ca_file: caFile, webhook_secret_file: secretFile, webhook_url: url } = notify;
  const variables = DESKTOP_VARIABLES.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]] as const]));
  return {
    event,
    command: command ?? null,
    webhook:
      url === undefined || secretFile === undefined
        ? null
        : {
            url,
            secretFile: inHome(secretFile, home),
            caFile: caFile === undefined ? null : inHome(caFile, home),
            allowPrivateAddress: notify.webhook_allow_private,
          },
    desktop: desktop ? { HOME: home, ...Object.fromEntries(variables) } : null,
    home: home === '' ? homedir() : home,
    milliseconds: Math.max(1, Math.round(seconds * 1_000)),
  };
}

function isAnyWay({ command, desktop, webhook }: Delivery): boolean {
  return command !== null || webhook !== null || desktop !== null;
}

async function delivered(delivery: Delivery): Promise<readonly NotifyOutcome[]> {
  const child = launchTrusted({ worker: 'notifier' });
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  const link = openLink<NotifierControl, NotifierTells>({
    name: 'the notifier',
    stream: child.lane,
    schema: notifierTells,
    onTell: () => undefined,
    onBroken: () => {
      child.kill();
    },
  });
  try {
    const answer = await within(
      link.ask({ kind: 'deliver', ...delivery }),
      delivery.milliseconds + START_MILLISECONDS,
      () => new Fault('child', 'the notifier does not answer'),
    );
    return answer.outcomes;
  } finally {
    child.kill();
    link.close();
    child.second?.destroy();
  }
}

/**
 * Nothing where no way is configured, or the person did not ask to be told of this. Never throws for what went wrong on the way: that is an
 * outcome too. The text may be raw: the notifier redacts and bounds it.
 */
export async function notifyOf(event: NotifyEvent, config: Config, surroundings: Surroundings): Promise<readonly NotifyOutcome[]> {
  if (event.event !== 'test' && !config.notify.on.some((one) => one === event.event)) return [];
  const title = event.title.slice(0, TITLE).toWellFormed();
  const delivery = deliveryOf({ ...event, title, text: event.text.slice(0, TEXT).toWellFormed() }, config, surroundings);
  if (!isAnyWay(delivery)) return [];
  try {
    return await delivered(delivery);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return [{ way: 'command', isDelivered: false, code: 'notifier', detail: cause.message, milliseconds: 0 }];
  }
}

/** One line for each way that failed; with `everything` also for those that did not. */
export function outcomeLines(outcomes: readonly NotifyOutcome[], everything = false): readonly string[] {
  return outcomes.flatMap(({ code, detail, isDelivered, milliseconds, way }) => {
    if (isDelivered) return everything ? [`told by ${way} in ${String(milliseconds)} ms`] : [];
    return [`warning: not told by ${way}: ${printable(detail === '' ? code : detail)}`];
  });
}

type Kind = NotifyEvent['event'];

function kindOf({ ending, outcome }: Report): Kind | undefined {
  switch (ending.outcome) {
    case 'failed':
      return 'failed';
    case 'needs-person':
      return 'needs-person';
    case 'interrupted':
      return undefined;
    case 'out-of-budget':
      return outcome === 'not-concluded' ? 'out-of-budget' : outcome;
    case 'done':
      return outcome;
  }
}

/** Undefined for what nobody needs to be told of: a person stopped the run themselves, or nothing real was looked into. */
export function eventOfRun(report: Report, folder: string, now: Date): NotifyEvent | undefined {
  const kind = kindOf(report);
  if (kind === undefined || report.mode === 'simulated') return undefined;
  const { conclusion, ending, run, spike } = report;
  const money = spike ? ` +${amount(spike.excess, spike.currency)}` : '';
  const place = spike ? [spike.key.service, spike.key.usageType, spike.key.region].filter((part) => part !== '').join(' · ') : '';
  const title = conclusion?.title ?? (ending.detail === '' ? 'no conclusion' : ending.detail);
  return {
    schema_version: 1,
    event: kind,
    run,
    at: now.toISOString(),
    severity: spike?.severity ?? null,
    title: `${kind.replaceAll('-', ' ')}${money}: ${title}`,
    text: [place, conclusion?.statement ?? ending.detail].filter((line) => line !== '').join('\n'),
    report: conclusion ? folder : null,
  };
}

export interface NotifyFlags {
  readonly test?: boolean;
  readonly json?: boolean;
}

/** `ghosthunter notify --test`: the only run of it that ends in an error when a way fails. */
export async function notifyCommand(flags: NotifyFlags, surroundings: Surroundings, screen: Screen): Promise<number> {
  if (flags.test !== true)
    throw new Fault('usage', 'there is nothing to tell', { fix: 'ghosthunter notify --test sends a test by every way' });
  const config = readConfig(surroundings);
  const event: NotifyEvent = {
    schema_version: 1,
    event: 'test',
    run: null,
    at: new Date().toISOString(),
    severity: null,
    title: 'a test of ghosthunter',
    text: 'You are told like this when a run has ended.',
    report: null,
  };
  const outcomes = await notifyOf(event, config, surroundings);
  if (flags.json === true) screen.out(JSON.stringify({ schema_version: 1, outcomes }));
  else if (outcomes.length === 0) {
    throw new Fault('config', 'no way of telling you is configured', {
      fix: 'set `command`, `webhook_url` or `desktop` in section [notify] of config.toml',
    });
  }
  if (flags.json !== true) for (const line of outcomeLines(outcomes, true)) screen.out(line);
  return outcomes.length > 0 && outcomes.every(({ isDelivered }) => isDelivered) ? EXIT.ok : EXIT.error;
}
