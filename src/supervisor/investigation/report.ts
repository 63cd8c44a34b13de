// The whole of an investigation as one object: from the events that the supervisor has shown, so that it says what was seen and no more.

import { join } from 'node:path';
import type { Account, LedgerEntry } from '../../protocol/index.js';
import { printableJson } from '../../shared/index.js';
import { type Ending, type ReasonerChoice, type Report, reportMarkdown, type RunEvent, type SeenCommand } from '../../terminal/index.js';
import { writeWhole } from './run-file.js';

interface Asked {
  readonly run: string;
  readonly version: string;
  readonly world: string | null;
  readonly reasoner: ReasonerChoice;
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

function seenCommand({ answer, command }: Event<'answered'>): SeenCommand {
  const base = { command, answer: answer.kind, code: null, layer: null, exit: null, microUsd: 0 };
  switch (answer.kind) {
    case 'refused':
      return { ...base, code: answer.refusal.code, layer: answer.refusal.layer };
    case 'ran':
      return { ...base, exit: answer.exit, microUsd: answer.microUsd };
    case 'not-run':
      return { ...base, code: answer.code };
  }
}

function lookedInto(spikes: Event<'spikes'> | undefined): Report['spike'] {
  const report = spikes?.answer.reports.find(({ currency }) => currency === spikes.currency);
  const found = report?.spikes.find(({ rank }) => rank === spikes?.rank);
  if (!report || !found) return null;
  const { daily: _, expected: __, ...spike } = found;
  return { ...spike, currency: report.currency };
}

export function openWitness(asked: Asked): Witness {
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
      spent = had;
      before = had.microUsd;
    },
    see: (shown) => {
      if (shown.event === 'started') started = shown;
      else if (shown.event === 'spikes') spikes = shown;
      else if (shown.event === 'model') models = shown.totalMicroUsd;
      else if (shown.event === 'answered') {
        commands.push(seenCommand(shown));
        const { answer } = shown;
        spent = { commands: answer.spent.commands, microUsd: Math.max(spent.microUsd, answer.spent.microUsd) };
        if (answer.kind !== 'ran') return;
        ran += 1;
        reads += answer.microUsd;
        if (answer.exit !== 0 && LOGIN.some((words) => answer.errors.includes(words))) unauthenticated += 1;
      }
    },
    logins: () => ({ ran, unauthenticated }),
    report: (ending, entries, milliseconds) => {
      if (!started || !spikes) return undefined;
      const { auditHead, mode, provider, tier } = started;
      const conclusion = entries.flatMap((entry) => (entry.entry === 'conclusion' ? [entry] : [])).at(-1) ?? null;
      return {
        ...asked,
        mode,
        provider,
        tier,
        auditHead,
        outcome: conclusion?.outcome ?? 'not-concluded',
        ending,
        spike: lookedInto(spikes),
        reports: spikes.answer.reports,
        rounds: entries.flatMap((entry) => (entry.entry === 'round' ? [entry] : [])),
        evidence: entries.flatMap((entry) => (entry.entry === 'evidence' ? [entry] : [])),
        notices: entries.flatMap((entry) => (entry.entry === 'notice' ? [entry.text] : [])),
        commands,
        conclusion,
        spent: { ...used(), milliseconds },
      };
    },
  };
}

export const REPORT_NAME = 'report.json';

export function writeReport(folder: string, report: Report): void {
  writeWhole(join(folder, REPORT_NAME), `${printableJson({ schema_version: 1, ...report })}\n`);
  writeWhole(join(folder, 'report.md'), `${reportMarkdown(report).join('\n')}\n`);
}
