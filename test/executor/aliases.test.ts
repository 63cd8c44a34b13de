// Names of the person's own: what goes out under another name comes back as what it was, and nothing else changes.

import { test } from 'tap';
import { NO_ALIASES, openAliases } from '../../src/executor/aliases.js';
import { type Named, type ProposalAnswer, proposalAnswer } from '../../src/protocol/index.js';
import { fc, runs } from '../random.js';
import { ACCOUNTS } from '../protocol/accounts.js';

const ACCOUNT = '123456789012';

function opened() {
  const told: Named[] = [];
  return { told, aliases: openAliases({ projects: ['acme-prod-1'], tell: (names) => told.push(...names) }) };
}

function ran(output: string): ProposalAnswer {
  return {
    kind: 'ran',
    id: 1,
    canonical: `aws ec2 describe-instances --owner-ids ${ACCOUNT}`,
    exit: 0,
    output,
    errors: 'ann@example.com is not allowed',
    cutBytes: 0,
    milliseconds: 5,
    microUsd: 0,
    note: 'ask ann@example.com',
    ...ACCOUNTS,
  };
}

const textOf = (answer: ProposalAnswer): string => JSON.stringify(answer);

test('no name of the person goes out, and the answer says the same', async (t) => {
  const { aliases, told } = opened();
  const output = JSON.stringify({ OwnerId: ACCOUNT, Number: Number(ACCOUNT), At: '10.1.2.3', acme: 'projects/acme-prod-1/x', Size: 12 });
  const hidden = aliases.hidden(ran(output));
  t.notMatch(textOf(hidden), new RegExp(`${ACCOUNT}|example\\.com|10\\.1\\.2\\.3|acme-prod-1`));
  t.match(textOf(NO_ALIASES.hidden(ran(output))), new RegExp(ACCOUNT), 'control: without it they go out');
  const said: unknown = hidden.kind === 'ran' ? JSON.parse(hidden.output) : undefined;
  t.match(said, { OwnerId: 'account-1', Number: 'account-1', acme: 'projects/project-1/x', Size: 12 });
  t.same(new Map(told.map(({ name, pseudonym }) => [pseudonym, name])).get('account-1'), ACCOUNT);
});

test('text that is no JSON, refusals and reasons are hidden too, and what was told is not told again', async (t) => {
  const { aliases, told } = opened();
  const refusal = { layer: 5, layerName: 'argument', code: 'bad-value', part: ACCOUNT, hint: `not ${ACCOUNT}` };
  const answers: readonly ProposalAnswer[] = [
    ran(`OWNER\n${ACCOUNT}\n[broken`),
    { kind: 'refused', id: 2, refusal, ...ACCOUNTS },
    { kind: 'not-run', id: 3, code: 'system', detail: `account ${ACCOUNT}`, earlier: null, note: null, ...ACCOUNTS },
  ];
  for (const answer of answers) t.notMatch(textOf(aliases.hidden(answer)), new RegExp(ACCOUNT));
  t.same(told.map(({ pseudonym }) => pseudonym).sort(), ['account-1', 'email-1']);
});

test('what is proposed under a name of ours is judged as what it means', async (t) => {
  const { aliases } = opened();
  aliases.hidden(ran(`{"a":"${ACCOUNT}"}`));
  const line = (owner: string): string => `aws ec2 describe-snapshots --owner-ids ${owner}`;
  t.equal(aliases.meant({ kind: 'propose', id: 2, command: line('account-1') }).command, line(ACCOUNT));
  t.equal(aliases.meant({ kind: 'propose', id: 2, command: line('account-9') }).command, line('account-9'), 'an unknown one stays');
});

test('a hostile output is neither parsed nor indented, and an answer that became longer still fits its frame', async (t) => {
  const { aliases } = opened();
  const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const hidden = aliases.hidden(ran(nested));
  t.equal(hidden.kind === 'ran' && hidden.output, nested);
  const addresses = Array.from({ length: 400 }, (_, n) => `1.1.${String(n % 200)}.${String(n % 9)}`).join(' ');
  const refusal = { layer: 5, layerName: 'argument', code: 'bad-value', part: addresses.slice(0, 400), hint: addresses.slice(0, 800) };
  const answers: readonly ProposalAnswer[] = [
    { kind: 'refused', id: 2, refusal, ...ACCOUNTS },
    { kind: 'not-run', id: 3, code: 'system', detail: addresses.slice(0, 800), earlier: null, note: null, ...ACCOUNTS },
  ];
  t.same(
    answers.map((answer) => proposalAnswer.safeParse(aliases.hidden(answer)).success),
    [true, true],
  );
});

test('JSON is the same JSON but for the names', async () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.constantFrom(ACCOUNT, 'ann@example.com', '"', '\\'),
    fc.integer(),
    fc.constant(Number(ACCOUNT)),
    fc.boolean(),
  );
  const tree = fc.letrec((tie) => ({ node: fc.oneof(leaf, fc.array(tie('node')), fc.dictionary(fc.string(), tie('node'))) })).node;
  fc.assert(
    fc.property(tree, (value) => {
      const { aliases } = opened();
      const answer = aliases.hidden(ran(JSON.stringify([value])));
      const text = answer.kind === 'ran' ? answer.output : '';
      JSON.parse(text);
      return !text.includes(ACCOUNT) && !text.includes('ann@example.com');
    }),
    runs(300),
  );
});
