// A run as plain lines: what happened to standard output, how it goes to standard error. Every text from outside passes `printable`.

import type { ProposalAnswer, Tier } from '../protocol/index.js';
import { dollars, printable, printableJson, printableLines, unreachable } from '../shared/index.js';
import { folded } from './folded.js';
import { inkFor } from './ink.js';
import { columnsOf, conclusionLines, evidenceLines, type Look, roundLines, spikesHeader } from './investigation-view.js';
import type { RunEvent } from './run-event.js';
import type { Screen } from './screen.js';
import { trail } from './trail.js';

export type { Look } from './investigation-view.js';

/** The whole of it is kept on this machine. */
const SHOWN_LINES = 12;

const CAGES: Readonly<Record<Tier, string>> = {
  bwrap: 'tier 1 (bubblewrap and seccomp)',
  'sandbox-exec': 'tier 1m (macOS sandbox-exec, experimental)',
  landlock: 'tier 2 (Landlock and seccomp)',
  external: 'a confinement of your own (asserted in config.toml, not checked)',
  none: 'NONE: simulated cloud only',
};

function block(text: string, { isPlain }: Look): readonly string[] {
  const lines = printableLines(text.replace(/\n+$/u, ''));
  const shown = lines.slice(0, SHOWN_LINES).map((line) => `    ${line}`);
  return lines.length > SHOWN_LINES ? [...shown, `    ${isPlain ? '...' : '…'} ${String(lines.length - SHOWN_LINES)} more lines`] : shown;
}

const noted = (note: string | null, look: Look): readonly string[] => (note === null ? [] : ['  noted', ...block(note, look)]);

function answered(answer: ProposalAnswer, look: Look): readonly string[] {
  switch (answer.kind) {
    case 'refused': {
      const { layer, layerName, code, hint } = answer.refusal;
      return [
        `  ${trail(layer, look)}  refused  layer ${String(layer)} (${printable(layerName)}): ${printable(code)}`,
        `           ${printable(hint)}`,
      ];
    }
    case 'ran': {
      const cut = answer.cutBytes > 0 ? `, ${String(answer.cutBytes)} bytes cut` : '';
      const failure = answer.exit === 0 ? [] : block(answer.errors, look);
      const cost = answer.microUsd > 0 ? `, ${dollars(answer.microUsd)}` : '';
      return [
        `  ${trail(undefined, look)}  ran      exit ${String(answer.exit)} in ${String(answer.milliseconds)} ms${cost}${cut}`,
        ...block(answer.output, look),
        ...failure,
        ...noted(answer.note, look),
      ];
    }
    case 'not-run':
      return [`  ${trail(undefined, look)}  not run  ${printable(answer.code)}: ${printable(answer.detail)}`, ...noted(answer.note, look)];
    default:
      return unreachable(answer);
  }
}

interface Believed {
  before: ReadonlyMap<string, number>;
  /** What the bill is was said with what rose in it. */
  hasBill: boolean;
  /** Which run it is was said. */
  isOpened: boolean;
}

function shownReasoner({ reasoner }: Extract<RunEvent, { event: 'opened' }>): string {
  const { by, compressor, model, why } = reasoner;
  if (by === 'offline') return `reasoner: offline, the catalogue of causes (${printable(why)})`;
  return `reasoner: ${printable(model ?? '')}, compressor ${printable(compressor ?? '')} (${printable(why)}); --offline uses neither`;
}

type Step = Extract<RunEvent, { event: 'opened' | 'reading' | 'spikes' | 'round' | 'evidence' | 'notice' | 'conclusion' }>;

function showInvestigation(screen: Screen, shown: Step, look: Look, believed: Believed): void {
  const out = (lines: readonly string[]): void => {
    for (const line of lines) screen.out(line);
  };
  switch (shown.event) {
    case 'opened': {
      believed.isOpened = true;
      const { mode, resumed, run, world } = shown;
      screen.err(`run ${run}  ${mode}${world === null ? '' : `, world ${printable(world)}`}`);
      screen.err(shownReasoner(shown));
      if (resumed === null) return;
      screen.err(`goes on after ${String(resumed.entries)} entries and ${String(Math.round(resumed.milliseconds / 1_000))} s`);
      if (resumed.isTorn) screen.err('the last entry of its ledger was cut short, and is left out');
      return;
    }
    case 'reading':
      screen.err(
        `reading ${printable(shown.file)} (${String(shown.at)} of ${String(shown.of)}): ${String(Math.round(shown.share * 100))} %`,
      );
      return;
    case 'spikes':
      believed.hasBill = true;
      out(spikesHeader(shown, look));
      if (!shown.canRun) screen.err('nobody runs commands here: the bill alone is looked into');
      return;
    case 'round':
      out(roundLines(shown.round, believed.before, look));
      believed.before = new Map([
        ['', shown.round.unknown],
        ...shown.round.hypotheses.map(({ cause, confidence }) => [cause, confidence] as const),
      ]);
      return;
    case 'evidence':
      out(evidenceLines(shown.evidence, look));
      return;
    case 'notice':
      out(folded(printable(shown.text), columnsOf(look), '         ', 'notice   '));
      return;
    case 'conclusion':
      out(conclusionLines(shown.conclusion, look));
      return;
  }
}

function showPlain(screen: Screen, shown: RunEvent, look: Look, believed: Believed): void {
  switch (shown.event) {
    case 'started':
      screen.err(believed.isOpened ? `cloud: ${shown.provider}` : `run ${shown.run}  ${shown.mode}, ${shown.provider}`);
      for (const reason of shown.steppedDown) screen.err(`cage: ${printable(reason)}`);
      screen.err(`cage: ${CAGES[shown.tier]}`);
      return;
    case 'bill':
      if (shown.answer.kind === 'bill-fault') screen.err(`bill: ${printable(shown.answer.detail)}`);
      if (shown.answer.kind === 'bill' && !believed.hasBill) {
        for (const { name, lines, columns } of shown.answer.files) {
          screen.out(`bill ${printable(name)}: ${String(Math.max(0, lines - 1))} rows, ${String(columns.length)} columns`);
        }
      }
      return;
    case 'proposed':
      screen.out(`proposed ${printable(shown.command)}`);
      return;
    case 'answered':
      for (const line of answered(shown.answer, look)) screen.out(line);
      return;
    case 'by-hand':
    case 'approval':
    case 'question':
    case 'report':
      return;
    case 'opened':
    case 'reading':
    case 'spikes':
    case 'round':
    case 'evidence':
    case 'notice':
    case 'conclusion':
      showInvestigation(screen, shown, look, believed);
      return;
    case 'note':
      screen.out(`note     ${printable(shown.text)}`);
      return;
    case 'model':
      screen.err(
        `model ${printable(shown.model)}: ${String(shown.inputTokens)} tokens in, ${String(shown.outputTokens)} out, ${dollars(shown.totalMicroUsd)} so far`,
      );
      return;
    case 'prompt':
      screen.err(`sent to the model, call ${String(shown.call)}, part ${String(shown.part)} of ${String(shown.parts)}:`);
      for (const line of printableLines(shown.text, Infinity)) screen.err(`    ${line}`);
      return;
    case 'denied':
      screen.err(`model call denied: ${printable(shown.code)}: ${printable(shown.detail)}`);
      return;
    case 'warning':
      screen.err(`warning: ${printable(shown.text)}`);
      return;
    case 'ended':
      screen.err(shown.detail === '' ? `run ended: ${shown.outcome}` : `run ended: ${shown.outcome}: ${printable(shown.detail)}`);
      return;
    default:
      unreachable(shown);
  }
}

/** A view remembers what was believed, so that it can say what moved. */
export function openPlainView(screen: Screen, look: Look = { ink: inkFor(false), isPlain: true }): (shown: RunEvent) => void {
  const believed: Believed = { before: new Map(), hasBill: false, isOpened: false };
  return (shown) => {
    showPlain(screen, shown, look, believed);
  };
}

/** One JSON object a line on standard output, nothing else there. */
export function showJson(screen: Screen, shown: RunEvent): void {
  screen.out(printableJson({ schema_version: 1, ...shown }));
}
