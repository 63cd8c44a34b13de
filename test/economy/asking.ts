// Questions, and those who ask them, for tests of the economy process without the process.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { type Asked, parseAsked } from '../../src/economy/asked.js';
import { type Journal, openJournal } from '../../src/economy/journal.js';
import type { Outcome } from '../../src/economy/outcome.js';
import { type Counts, openQuestions, type Questions } from '../../src/economy/questions.js';
import { openUpstream } from '../../src/economy/upstream.js';
import { parseBaseUrl } from '../../src/protocol/index.js';

export const KEY = 'sk-the-real-key-of-this-person';

export function asking(text: string, more: object = {}): Asked {
  const asked = parseAsked(
    JSON.stringify({ model: 'claude-opus-5-5', max_tokens: 100, stream: true, messages: [{ role: 'user', content: text }], ...more }),
  );
  if (!asked) throw new Error('no question');
  return asked;
}

export function folder(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-economy-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return join(path, 'journal');
}

export interface Stage {
  readonly questions: Questions;
  readonly journal: Journal;
  readonly counts: Counts[];
  readonly broken: unknown[];
  readonly ask: (asked: Asked, item?: string) => Promise<Outcome>;
}

/** One life of the process over the journal in `path`. */
export function begin(t: Test, port: number, path: string, windowMilliseconds = 20): Stage {
  const base = parseBaseUrl(`http://127.0.0.1:${String(port)}`, true);
  if (!base.ok) throw new Error(base.error.message);
  const counts: Counts[] = [];
  const broken: unknown[] = [];
  const journal = openJournal(path, Date.now());
  const questions = openQuestions({
    journal,
    upstream: openUpstream({ base: base.value, allowPrivateAddress: true, key: KEY, keyHeader: 'x-api-key' }),
    windowMilliseconds,
    pollMilliseconds: 10,
    firstPauseMilliseconds: 5,
    now: Date.now,
    random: () => 0.5,
    onChange: (standing) => counts.push(standing),
    onBroken: (cause) => broken.push(cause),
    holdsKey: (text) => text.includes(KEY),
  });
  t.teardown(questions.stop);
  return {
    questions,
    journal,
    counts,
    broken,
    ask: (asked, item = 'a') =>
      new Promise((answer) => {
        questions.ask(asked, { item, answer });
      }),
  };
}

export function textIn(outcome: Outcome): string {
  return outcome.kind === 'failed' ? `${String(outcome.status)} ${outcome.type}` : JSON.stringify(outcome.message['content']);
}
