// A scripted round: looks at the bill, proposes the given lines one after the other, says goodbye. It draws no conclusion.
// With a model it also asks for one proposal and hands the line over as it came: the gate judges it like any other.

import { LIMITS, type OrchestratorAnswer, type Welcome } from '../protocol/index.js';
import { err, Fault, ok, type Result, unreachable } from '../shared/index.js';
import type { Asker } from './asker.js';

/** One line from the model; throws a Fault when it gave none. */
export type AskModel = (question: string) => Promise<string>;

const MODEL_QUESTION_LINES = 40;

const noted = (note: string | null): string => (note === null ? '' : `\nthe person notes: ${note}`);

function describe(answer: OrchestratorAnswer): string {
  switch (answer.kind) {
    case 'refused':
      return `refused by layer ${String(answer.refusal.layer)}: ${answer.refusal.code}; ${answer.refusal.hint}`;
    case 'ran':
      return `exit ${String(answer.exit)}\n${answer.output.split('\n').slice(0, MODEL_QUESTION_LINES).join('\n')}${noted(answer.note)}`;
    case 'not-run':
      return `not run: ${answer.detail}${noted(answer.note)}`;
    case 'bill':
      return answer.files.map((file) => `${file.name}: ${String(file.lines)} lines; columns ${file.columns.join(', ')}`).join('\n');
    case 'bill-fault':
    case 'no-rows':
      return answer.detail;
    case 'rows':
      return [answer.columns, ...answer.rows].map((row) => row.map((cell) => cell ?? '').join(' | ')).join('\n');
    case 'spikes-found':
      return `${String(answer.reports.reduce((sum, { spikes }) => sum + spikes.length, 0))} spikes`;
    case 'welcome':
    case 'noted':
    case 'goodbye':
    case 'entry':
    case 'person-said':
      return answer.kind;
    default:
      return unreachable(answer);
  }
}

function question(provider: Welcome['provider'], seen: readonly string[]): string {
  return [
    `You help to find out why a ${provider} bill rose. What is known so far:`,
    ...seen,
    'Answer with exactly one read-only command line and nothing else.',
  ].join('\n\n');
}

/** The model's line, or why there is none: a model that fails, or says what is no command, costs the round this part and nothing else. */
async function modelLine(askModel: AskModel, asked: string): Promise<Result<string, string>> {
  let line: string;
  try {
    line = (await askModel(asked)).trim();
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return err(cause.message);
  }
  if (line === '') return err('the model proposed nothing');
  // No frame may carry it: sent all the same it would end the run as a broken protocol.
  if (line.length > LIMITS.commandCharacters || !line.isWellFormed()) return err('the model proposed what cannot be a command');
  return ok(line);
}

export async function runRound(asker: Asker, welcome: OrchestratorAnswer, askModel: AskModel | undefined): Promise<void> {
  if (welcome.kind !== 'welcome') throw new Fault('protocol', `expected a welcome, got ${welcome.kind}`);
  const seen = [describe(await asker.ask({ kind: 'describe-bill' }))];
  for (const command of welcome.script) {
    const answer = await asker.ask({ kind: 'propose', command });
    seen.push(`${command}\n${describe(answer)}`);
  }
  if (askModel) {
    const line = await modelLine(askModel, question(welcome.provider, seen));
    await asker.ask(line.ok ? { kind: 'propose', command: line.value } : { kind: 'note', text: line.error });
  }
  await asker.ask({ kind: 'bye' });
}
