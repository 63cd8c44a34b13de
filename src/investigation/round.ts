// A scripted round: looks at the bill, proposes the given lines one after the other, says goodbye. It draws no conclusion.
// With a model it also asks for one proposal and hands the line over as it came: the gate judges it like any other.

import type { OrchestratorAnswer, Welcome } from '../protocol/index.js';
import { Fault, unreachable } from '../shared/index.js';
import type { Asker } from './asker.js';

/** One line from the model, or `undefined` when it gave none. */
export type AskModel = (question: string) => Promise<string>;

const MODEL_QUESTION_LINES = 40;

function describe(answer: OrchestratorAnswer): string {
  switch (answer.kind) {
    case 'refused':
      return `refused by layer ${String(answer.refusal.layer)}: ${answer.refusal.code}; ${answer.refusal.hint}`;
    case 'ran':
      return `exit ${String(answer.exit)}\n${answer.output.split('\n').slice(0, MODEL_QUESTION_LINES).join('\n')}`;
    case 'not-run':
      return `not run: ${answer.detail}`;
    case 'bill':
      return answer.files.map((file) => `${file.name}: ${String(file.lines)} lines; columns ${file.columns.join(', ')}`).join('\n');
    case 'bill-fault':
      return answer.detail;
    case 'welcome':
    case 'noted':
    case 'goodbye':
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

export async function runRound(asker: Asker, welcome: OrchestratorAnswer, askModel: AskModel | undefined): Promise<void> {
  if (welcome.kind !== 'welcome') throw new Fault('protocol', `expected a welcome, got ${welcome.kind}`);
  const seen = [describe(await asker.ask({ kind: 'describe-bill' }))];
  for (const command of welcome.script) {
    const answer = await asker.ask({ kind: 'propose', command });
    seen.push(`${command}\n${describe(answer)}`);
  }
  if (askModel) {
    const line = (await askModel(question(welcome.provider, seen))).trim();
    if (line === '') await asker.ask({ kind: 'note', text: 'the model proposed nothing' });
    else await asker.ask({ kind: 'propose', command: line });
  }
  await asker.ask({ kind: 'bye' });
}
