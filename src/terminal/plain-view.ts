// A run as plain lines: what happened to standard output, how it goes to standard error. Every text from outside passes `printable`.

import type { ProposalAnswer, Tier } from '../protocol/index.js';
import { dollars, printable, printableJson, printableLines, unreachable } from '../shared/index.js';
import type { RunEvent } from './run-event.js';
import type { Screen } from './screen.js';

const SHOWN_LINES = 40;

const CAGES: Readonly<Record<Tier, string>> = {
  bwrap: 'tier 1 (bubblewrap and seccomp)',
  'sandbox-exec': 'tier 1m (macOS sandbox-exec, experimental)',
  landlock: 'tier 2 (Landlock and seccomp)',
  external: 'a confinement of your own (asserted in config.toml, not checked)',
  none: 'NONE: simulated cloud only',
};

function block(text: string): readonly string[] {
  const lines = printableLines(text.replace(/\n+$/u, ''));
  const shown = lines.slice(0, SHOWN_LINES).map((line) => `    ${line}`);
  return lines.length > SHOWN_LINES ? [...shown, `    … ${String(lines.length - SHOWN_LINES)} more lines`] : shown;
}

const noted = (note: string | null): readonly string[] => (note === null ? [] : ['  noted', ...block(note)]);

function answered(answer: ProposalAnswer): readonly string[] {
  switch (answer.kind) {
    case 'refused': {
      const { layer, layerName, code, hint } = answer.refusal;
      return [`  refused  layer ${String(layer)} (${printable(layerName)}): ${printable(code)}`, `           ${printable(hint)}`];
    }
    case 'ran': {
      const cut = answer.cutBytes > 0 ? `, ${String(answer.cutBytes)} bytes cut` : '';
      const failure = answer.exit === 0 ? [] : block(answer.errors);
      const cost = answer.microUsd > 0 ? `, ${dollars(answer.microUsd)}` : '';
      return [
        `  ran      exit ${String(answer.exit)} in ${String(answer.milliseconds)} ms${cost}${cut}`,
        ...block(answer.output),
        ...failure,
        ...noted(answer.note),
      ];
    }
    case 'not-run':
      return [`  not run  ${printable(answer.code)}: ${printable(answer.detail)}`, ...noted(answer.note)];
    default:
      return unreachable(answer);
  }
}

export function showPlain(screen: Screen, shown: RunEvent): void {
  switch (shown.event) {
    case 'started':
      screen.err(`run ${shown.run}  ${shown.mode}, ${shown.provider}`);
      for (const reason of shown.steppedDown) screen.err(`cage: ${printable(reason)}`);
      screen.err(`cage: ${CAGES[shown.tier]}`);
      return;
    case 'bill':
      if (shown.answer.kind === 'bill-fault') screen.err(`bill: ${printable(shown.answer.detail)}`);
      if (shown.answer.kind === 'bill') {
        for (const { name, lines, columns } of shown.answer.files) {
          screen.out(`bill ${printable(name)}: ${String(Math.max(0, lines - 1))} rows, ${String(columns.length)} columns`);
        }
      }
      return;
    case 'proposed':
      screen.out(`proposed ${printable(shown.command)}`);
      return;
    case 'answered':
      for (const line of answered(shown.answer)) screen.out(line);
      return;
    case 'by-hand':
    case 'approval':
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

/** One JSON object a line on standard output, nothing else there. */
export function showJson(screen: Screen, shown: RunEvent): void {
  screen.out(printableJson({ schema_version: 1, ...shown }));
}
