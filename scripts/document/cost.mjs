// docs/internal/cost-spec.md: what layer 7 asks of a command, shown by asking it.

import { BOUND_WORDS, hintFor, judge } from '../../dist/src/gate/index.js';
import { readPolicy } from '../../dist/src/packs/index.js';
import { BINARIES } from '../../dist/src/policy/index.js';
import { BOUND_LINES, QUERIES, SAFETY_LINES } from './cost-examples.mjs';
import { cell, code, GENERATED, table } from './markdown.mjs';

const REMAINING = { microUsd: 1_000_000 };

function allRules(policy) {
  return BINARIES.flatMap((binary) =>
    policy.groups(binary).flatMap((group) => {
      const pack = policy.pack(binary, group);
      return pack.paths.flatMap((path) => pack.rule(path) ?? []);
    }),
  );
}

const operation = ({ binary, path }) => [binary, ...path].join(' ');

function answer(line, policy, remaining = REMAINING) {
  const verdict = judge(line, policy, remaining);
  return verdict.ok ? ['accepted', ''] : [`${verdict.error.layer} ${verdict.error.code}`, cell(hintFor(verdict.error))];
}

function answers(lines, policy) {
  return table(
    ['line', 'layer and code', 'hint'],
    lines.map((line) => [code(line), ...answer(line, policy)]),
  );
}

function boundSection(bound, rules, policy) {
  const own = rules.filter((rule) => rule.bound === bound).map(operation);
  const lines = BOUND_LINES[bound] ?? [];
  return [
    `### ${bound}`,
    '',
    `Asks for ${BOUND_WORDS[bound]}.`,
    '',
    ...(lines.length > 0 ? [answers(lines, policy)] : []),
    `Holds for ${own.length === 0 ? 'no operation yet' : own.map(code).join(', ')}.`,
    '',
  ].join('\n');
}

function priceSection(rules) {
  const byPrice = new Map();
  for (const rule of rules) if (rule.microUsd > 0) byPrice.set(rule.microUsd, [...(byPrice.get(rule.microUsd) ?? []), operation(rule)]);
  return table(
    ['a call costs', 'operations'],
    [...byPrice].sort(([one], [other]) => one - other).map(([price, names]) => [`$${price / 1_000_000}`, names.map(code).join(' ')]),
  );
}

const query = (sql) => `bq query --use_legacy_sql=false '${sql.replaceAll("'", String.raw`'\''`)}'`;

function queryTable(policy) {
  return table(
    ['query', 'layer and code', 'hint'],
    QUERIES.map((sql) => [code(sql), ...answer(query(sql), policy)]),
  );
}

function safetyTable(policy) {
  const rows = SAFETY_LINES.map((line) => {
    const verdict = judge(line, policy, REMAINING);
    return [code(line), verdict.ok ? verdict.value.added.map(code).join(' ') || 'nothing' : `${verdict.error.layer} ${verdict.error.code}`];
  });
  return table(['line', 'what is added'], rows);
}

function budgetTable(policy) {
  const lines = ['aws ce get-dimension-values --time-period Start=2026-09-01,End=2026-10-01 --dimension=SERVICE', query('SELECT 1')];
  const rows = lines.flatMap((line) =>
    [1_000_000, 10_000, 59, 0].map((microUsd) => [code(line), `$${microUsd / 1_000_000}`, ...answer(line, policy, { microUsd })]),
  );
  return table(['line', 'left', 'layer and code', 'hint'], rows);
}

export function costSpecification() {
  const policy = readPolicy();
  const rules = allRules(policy);
  return `${GENERATED}

# Layer 7: what a command may cost

A command that would read without bound does not run, however cheap it is; one that costs more than is left does not run, however bounded. A bound
changes the answer, so it is the proposer's to give: the hint says what is missing, and nothing is filled in. Only flags that change nothing about
what is read are added, from a fixed list, and shown. The tables are the answers of the gate itself.

## Bounds

${Object.keys(BOUND_WORDS)
  .map((bound) => boundSection(bound, rules, policy))
  .join('\n')}
## BigQuery

A query is read by a closed grammar: one SELECT, or WITH … SELECT. What the grammar does not know is refused by layer 6; a scanned table that nothing
prunes by layer 7. The scan is capped in bytes by what is left to spend, at the price of a terabyte.

${queryTable(policy)}
## Prices

What is not named here has no price of its own. Each page of a paid operation is a call, so paging is turned off.

${priceSection(rules)}
## What is left decides

${budgetTable(policy)}
## Flags that are added

${safetyTable(policy)}`;
}
