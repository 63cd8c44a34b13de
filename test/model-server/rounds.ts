// Answers of a model as it should give them, and as it should not, for the form of an investigation's round.

export interface Hypothesis {
  readonly cause_id: string;
  readonly statement: string;
  readonly confidence: number;
  readonly for: readonly string[];
  readonly against: readonly string[];
  readonly what_would_refute: string;
}

export function hypothesis(cause: string, confidence: number, more: Partial<Hypothesis> = {}): Hypothesis {
  return { cause_id: cause, statement: `it is ${cause}`, confidence, for: [], against: [], what_would_refute: 'nothing of it', ...more };
}

export const HYPOTHESES = [hypothesis('A01', 0.5), hypothesis('other', 0.2)];

const NONE: readonly string[] = [];

export const DRAFT = {
  cause_id: 'other',
  title: 'a title',
  statement: 'what happened',
  confidence: 0.9,
  evidence: NONE,
  ruled_out: [{ cause_id: 'A01', why: 'nothing of it', evidence: NONE }],
  not_verified: ['who did it'],
  fixes: [{ urgency: 'now', what: 'stop it', command: null, verify: null }],
  next: [{ words: ['aws', 'sts', 'get-caller-identity'], why: 'who we are', answers: [{ seen: 'x', means: 'y' }] }],
};

export const proposes = (words: readonly string[], hypotheses: readonly unknown[] = HYPOTHESES): object => ({
  hypotheses,
  action: { do: 'command', words, why: 'it tells them apart' },
});

export const queries = (sql: string): object => ({ hypotheses: HYPOTHESES, action: { do: 'query', sql, why: 'the bill may know' } });
export const asks = (question: string): object => ({ hypotheses: HYPOTHESES, action: { do: 'ask', question } });
export const concludes = (draft: object = DRAFT): object => ({
  hypotheses: HYPOTHESES,
  action: { do: 'conclude', why: 'it is proven', draft },
});

const GOOD = JSON.stringify(proposes(['aws', 'ec2', 'describe-volumes']));

/** Texts that are no answer, by what is wrong with them. */
export const MALFORMED: Readonly<Record<string, string>> = {
  nothing: '',
  prose: 'I would look at the NAT gateways first.',
  'half an object': GOOD.slice(0, 60),
  'two objects': `${GOOD}${GOOD}`,
  'a list': `[${GOOD}]`,
  'a key twice': GOOD.replace('"do":', '"do":"query","do":'),
  'the name of a prototype': GOOD.replace('{"hypotheses"', '{"__proto__":{"do":"command"},"hypotheses"'),
  'the name of a constructor': GOOD.replace('{"hypotheses"', '{"constructor":{},"hypotheses"'),
  'nesting without end': `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  'lists without end': `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  'a key of its own': GOOD.replace('{"hypotheses"', '{"run":"rm -rf /","hypotheses"'),
  'no hypothesis': JSON.stringify(proposes(['aws'], [])),
  'a confidence above one': JSON.stringify(proposes(['aws'], [hypothesis('A01', 85)])),
  'a confidence below nothing': JSON.stringify(proposes(['aws'], [hypothesis('A01', -0.1)])),
  'no words': JSON.stringify(proposes([])),
  'a thousand words': JSON.stringify(proposes(Array.from({ length: 1_000 }, () => 'x'))),
  'a command that no frame holds': JSON.stringify(proposes(['aws', 'x'.repeat(9_000)])),
  'half a character': GOOD.replace('"aws"', String.raw`"aws\ud800"`),
  'words that are no text': GOOD.replace('"aws"', '{"a":1}'),
  'an action that nobody knows': GOOD.replace('"command"', '"shell"'),
};
