// The whole of an investigation as one object: from the events that the supervisor has shown, so that it says what was seen and no more.

import { join } from 'node:path';
import { writeWhole } from '../../files/index.js';
import type { Account, LedgerEntry, ProposalAnswer } from '../../protocol/index.js';
import { printableJson } from '../../shared/index.js';
import {
  daysBetween,
  type Ending,
  type ReasonerChoice,
  type Report,
  reportMarkdown,
  reportPage,
  type SeenCommand,
  UNTOLD_OF_COMMAND,
  usualWithin,
} from '../../report/index.js';
import type { RunEvent } from '../../terminal/index.js';
import { withEvidence } from './evidence-of.js';
import type { SeenFile, Setting } from './seen.js';
import { toldRound } from './told-round.js';

interface Asked {
  readonly run: string;
  readonly version: string;
  readonly world: string | null;
  readonly reasoner: ReasonerChoice;
  readonly approval: Report['approval'];
  readonly budget: Report['budget'];
}

type Used = Pick<Account, 'commands' | 'microUsd'>;

export interface Witness {
  /** What a run that goes on had used. */
  readonly before: (used: Used) => void;
  readonly used: () => Used;
  readonly see: (shown: RunEvent) => void;
  /** Undefined where the run never began: there is nothing to report. */
  readonly report: (ending: Ending, entries: readonly LedgerEntry[], milliseconds: number) => Report | undefined;
  /** Commands that ran, and of those the ones that wanted a login. */
  readonly logins: () => { readonly ran: number; readonly unauthenticated: number };
}

type Event<Kind extends RunEvent['event']> = Extract<RunEvent, { event: Kind }>;

/** What the CLIs say when they have no credentials, or old ones. Text from outside, looked at for nothing but a hint. */
const LOGIN = [
  'Unable to locate credentials',
  'ExpiredToken',
  'InvalidClientTokenId',
  'Error loading SSO Token',
  'Token has expired and refresh failed',
  'aws sso login',
  'gcloud auth login',
  'Reauthentication',
  'do not currently have an active account selected',
];

/** Whether a command that failed wants somebody to log in. */
export function wantsLogin(errors: string): boolean {
  return LOGIN.some((words) => errors.includes(words));
}

type Ran = Extract<ProposalAnswer, { kind: 'ran' }>;

function ofRan({ cutBytes, exit, microUsd, milliseconds, output }: Ran): Partial<SeenCommand> {
  return { exit, microUsd, milliseconds, cutBytes, outputBytes: Buffer.byteLength(output, 'utf8') };
}

function seenCommand({ answer, command }: Event<'answered'>): SeenCommand {
  const base = { command, answer: answer.kind, code: null, layer: null, exit: null, microUsd: 0, ...UNTOLD_OF_COMMAND };
  switch (answer.kind) {
    case 'refused':
      return { ...base, ...answer.refusal };
    case 'ran':
      return { ...base, ...ofRan(answer) };
    case 'not-run':
      return { ...base, code: answer.code, hint: answer.detail };
  }
}

function lookedInto(spikes: Event<'spikes'> | undefined): Report['spike'] {
  const report = spikes?.answer.reports.find(({ currency }) => currency === spikes.currency);
  const found = report?.spikes.find(({ rank }) => rank === spikes?.rank);
  if (!report || !found) return null;
  const { daily, expected, ...spike } = found;
  return { ...spike, currency: report.currency, usualWithin: usualWithin(daily, expected, daysBetween(report.firstDay, spike.startDay)) };
}

function settingOf(asked: Asked, started: Event<'started'>, spikes: Event<'spikes'>): Setting {
  const { auditHead, mode, provider, steppedDown, tier } = started;
  return {
    version: asked.version,
    mode,
    approval: asked.approval,
    provider,
    world: asked.world,
    tier,
    steppedDown: [...steppedDown],
    auditHead,
    reasoner: asked.reasoner,
    spike: lookedInto(spikes),
    reports: spikes.answer.reports,
    files: spikes.answer.files.map(({ format, name, rejected, rows, version }) => ({ name, format, version, rows, rejected })),
    budget: asked.budget,
  };
}

export function openWitness(asked: Asked, seen: SeenFile): Witness {
  const commands: SeenCommand[] = [];
  let started: Event<'started'> | undefined;
  let spikes: Event<'spikes'> | undefined;
  let spent: Used = { commands: 0, microUsd: 0 };
  let before = 0;
  let models = 0;
  let reads = 0;
  let [ran, unauthenticated] = [0, 0];
  // What models spent is heard here and there in another order; neither may make it less.
  const used = (): Used => ({ commands: spent.commands, microUsd: Math.max(spent.microUsd, before + reads + models) });
  return {
    used,
    before: (had) => {
      // Of earlier processes of the run, and so of what was seen of them.
      spent = had;
      before = had.microUsd;
      [models, reads] = [0, 0];
    },
    see: (shown) => {
      if (shown.event === 'started') {
        started = shown;
        if (spikes) seen.setting(settingOf(asked, started, spikes));
      } else if (shown.event === 'spikes') spikes = shown;
      else if (shown.event === 'model') models = shown.totalMicroUsd;
      else if (shown.event === 'answered') {
        const command = seenCommand(shown);
        commands.push(command);
        const { answer } = shown;
        spent = { commands: answer.spent.commands, microUsd: Math.max(spent.microUsd, answer.spent.microUsd) };
        if (answer.kind === 'ran') reads += answer.microUsd;
        seen.command(command, used());
        if (answer.kind !== 'ran') return;
        ran += 1;
        if (answer.exit !== 0 && wantsLogin(answer.errors)) unauthenticated += 1;
      }
    },
    logins: () => ({ ran, unauthenticated }),
    report: (ending, entries, milliseconds) => {
      if (!started || !spikes) return undefined;
      const evidence = entries.flatMap((entry) => (entry.entry === 'evidence' ? [entry] : []));
      const conclusion = entries.flatMap((entry) => (entry.entry === 'conclusion' ? [entry] : [])).at(-1) ?? null;
      return {
        schema_version: 2,
        run: asked.run,
        ...settingOf(asked, started, spikes),
        written: new Date().toISOString(),
        outcome: conclusion?.outcome ?? 'not-concluded',
        ending,
        rounds: entries.flatMap((entry) => (entry.entry === 'round' ? [toldRound(entry)] : [])),
        evidence,
        notices: entries.flatMap((entry) => (entry.entry === 'notice' ? [entry.text] : [])),
        commands: withEvidence(commands, evidence),
        conclusion,
        spent: { ...used(), milliseconds },
      };
    },
  };
}

export const REPORT_NAME = 'report.json';
export const MARKDOWN_NAME = 'report.md';
export const PAGE_NAME = 'report.html';

/** Its json is written last: where it is, the others are. */
export function writeReport(folder: string, report: Report): void {
  writeWhole(join(folder, MARKDOWN_NAME), `${reportMarkdown(report).join('\n')}\n`);
  writeWhole(join(folder, PAGE_NAME), reportPage(report));
  writeWhole(join(folder, REPORT_NAME), `${printableJson(report)}\n`);
}
