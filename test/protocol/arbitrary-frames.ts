// Random frames of every kind, for the equations: what was written is what is read, wherever the bytes are cut.

import type {
  Attestation,
  BillAnswer,
  BillingTells,
  EconomyControl,
  EconomyTells,
  EgressControl,
  EgressTells,
  ExecutorControl,
  ExecutorTells,
  ModelAnswer,
  ModelRequest,
  OrchestratorAnswer,
  OrchestratorRequest,
  ProposalAnswer,
  SpikesFound,
} from '../../src/protocol/index.js';
import { LIMITS, TIERS } from '../../src/protocol/index.js';
import { fc } from '../random.js';
import { ledgerEntries } from './arbitrary-entries.js';

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const count = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: 'binary', maxLength: 60 });
// Plain objects, as JSON.parse makes them.
const record = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });
const dictionary = (key: fc.Arbitrary<string>, maxKeys: number): fc.Arbitrary<Record<string, string>> =>
  fc.dictionary(key, text, { maxKeys, noNullPrototype: true });

const filled = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const is = <Kind extends string>(kind: Kind): fc.Arbitrary<Kind> => fc.constant(kind);
const list = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 3 });
const orNull = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null });
const headers = dictionary(fc.stringMatching(/^[a-z][a-z-]{0,20}$/), 4).filter(
  // Names that reach a prototype are refused.
  (names) => !Object.keys(names).some((key) => key === 'constructor' || key === 'prototype'),
);

const day = fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/);
const currency = fc.stringMatching(/^[A-Z]{3}$/);
const nano = fc.stringMatching(/^-?[0-9]{1,19}$/);
const share = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));

const canaries = list(record({ name, outcome: text }));

export const orchestratorRequests: fc.Arbitrary<OrchestratorRequest> = fc.oneof(
  record({ kind: is('hello'), id, protocol: fc.constant(1 as const), canaries }),
  record({ kind: is('propose'), id, command: filled }),
  record({ kind: is('describe-bill'), id }),
  record({ kind: is('query'), id, sql: filled }),
  record({ kind: is('spikes'), id, since: orNull(day), top: fc.integer({ min: 1, max: 100 }), currency: orNull(currency) }),
  record({ kind: is('write-entry'), id, entry: ledgerEntries }),
  record({ kind: is('read-entry'), id, index: fc.integer({ min: 0, max: LIMITS.ledgerEntries }) }),
  record({ kind: is('ask-person'), id, question: filled }),
  record({ kind: is('note'), id, text: filled }),
  record({ kind: is('bye'), id }),
);

const account = record({ commands: count, microUsd: count, milliseconds: count });
const accounts = { spent: account, left: account };

export const proposalAnswers: fc.Arbitrary<ProposalAnswer> = fc.oneof(
  record({
    kind: is('refused'),
    id,
    refusal: record({ layer: fc.integer({ min: 1, max: 7 }), layerName: name, code: name, part: text, hint: text }),
    ...accounts,
  }),
  record({
    kind: is('ran'),
    id,
    canonical: text,
    exit: fc.integer({ min: -1, max: 255 }),
    output: text,
    errors: text,
    cutBytes: count,
    milliseconds: count,
    microUsd: count,
    note: orNull(filled),
    ...accounts,
  }),
  record({
    kind: is('not-run'),
    id,
    code: name,
    detail: text,
    earlier: orNull(record({ id, outputSha256: hash })),
    note: orNull(filled),
    ...accounts,
  }),
);

const where = list(
  record({ dimension: fc.constantFrom('provider', 'account', 'service', 'usageType', 'region', 'resource'), value: text }),
);
const spikes = record({
  rank: positive,
  severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
  shape: fc.constantFrom('new', 'step', 'burst', 'ramp', 'one-off'),
  key: record({ provider: text, account: text, service: text, usageType: text, region: text }),
  startDay: day,
  endDay: day,
  isOngoing: fc.boolean(),
  excess: nano,
  expectedPerDay: nano,
  seenPerDay: nano,
  share,
  daily: list(nano),
  expected: list(nano),
  scopes: list(record({ where, excess: nano, share })),
  priceVolume: orNull(record({ volume: nano, price: nano, mixed: nano, unit: text })),
  why: list(text),
});
const reports: fc.Arbitrary<SpikesFound['reports'][number]> = record({
  currency,
  firstDay: day,
  lastDay: day,
  total: nano,
  unexpected: nano,
  incomplete: orNull(record({ days: count, share })),
  spikes: list(spikes),
  drops: list(spikes),
  oneOffs: list(spikes),
  moves: list(record({ service: text, from: where, to: where, startDay: day, perDay: nano, why: list(text) })),
});
const loadedFiles: fc.Arbitrary<SpikesFound['files'][number]> = record({
  name: text,
  format: name,
  version: fc.string({ maxLength: 40 }).filter((value) => value.isWellFormed()),
  provider: text,
  why: text,
  rows: count,
  rejected: count,
  rejects: list(record({ line: count, reason: text, text })),
  firstDay: day,
  lastDay: fc.constant('' as const),
});

export const billAnswers: fc.Arbitrary<BillAnswer> = fc.oneof(
  record({
    kind: is('bill'),
    id,
    files: list(record({ name: text, bytes: count, lines: count, sha256: hash, columns: list(text) })),
  }),
  record({ kind: is('bill-fault'), id, detail: text }),
  record({ kind: is('rows'), id, columns: list(text), rows: list(list(orNull(text))), isCut: fc.boolean(), milliseconds: count }),
  record({ kind: is('no-rows'), id, code: name, detail: text }),
  record({
    kind: is('spikes-found'),
    id,
    reports: list(reports),
    files: list(loadedFiles),
    notes: list(text),
    engine: fc.constantFrom('duckdb' as const, 'javascript' as const),
  }),
);

const provider = fc.constantFrom('aws' as const, 'gcp' as const);
const model = record({ name: text, maxTokens: positive });

export const orchestratorAnswers: fc.Arbitrary<OrchestratorAnswer> = fc.oneof(
  record({
    kind: is('welcome'),
    id,
    run: name,
    mode: fc.constantFrom('paranoid', 'active', 'simulated'),
    provider,
    today: day,
    script: list(text),
    model: orNull(model),
    compressor: orNull(model),
    spike: orNull(fc.integer({ min: 1, max: LIMITS.spikes })),
    canRun: fc.boolean(),
    canAsk: fc.boolean(),
    budget: account,
    entries: fc.integer({ min: 0, max: LIMITS.ledgerEntries }),
    pseudonyms: fc.boolean(),
  }),
  record({ kind: is('entry'), id, entry: orNull(ledgerEntries) }),
  record({ kind: is('person-said'), id, text: orNull(filled) }),
  record({ kind: is('noted'), id }),
  record({ kind: is('goodbye'), id }),
  proposalAnswers,
  billAnswers,
);

export const modelRequests: fc.Arbitrary<ModelRequest> = fc.oneof(
  record({ kind: is('call'), id, method: fc.string({ maxLength: 16 }), path: text, headers, body: text }),
  record({ kind: is('abort'), id, call: id }),
);

export const modelAnswers: fc.Arbitrary<ModelAnswer> = fc.oneof(
  record({ kind: is('denied'), id, status: fc.integer({ min: 400, max: 599 }), code: name, message: text }),
  record({ kind: is('head'), id, status: fc.integer({ min: 200, max: 599 }), headers }),
  record({ kind: is('part'), id, text }),
  record({ kind: is('end'), id }),
  record({ kind: is('broken'), id, code: name, message: text }),
);

const attestations: fc.Arbitrary<Attestation> = record({
  role: fc.constantFrom('orchestrator', 'billing'),
  tier: fc.constantFrom(...TIERS),
  steppedDown: list(text),
  outside: list(record({ name, expected: text, seen: text, passed: fc.boolean() })),
  canaries: list(record({ name, outcome: text, passed: fc.boolean() })),
});

const modelCallCost = {
  model: text,
  isWorstCase: fc.boolean(),
  inputTokens: count,
  outputTokens: count,
  microUsd: orNull(count),
  totalMicroUsd: count,
};

export const executorControls: fc.Arbitrary<ExecutorControl> = fc.oneof(
  record({
    kind: is('attest'),
    id,
    run: name,
    mode: fc.constantFrom('paranoid', 'active', 'simulated'),
    approval: fc.constantFrom('ask', 'all', 'unneeded'),
    provider,
    world: orNull(name),
    minimumTier: fc.constantFrom(...TIERS),
    attestations: fc.array(attestations, { minLength: 1, maxLength: 2 }),
    credentials: dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/), 3),
    home: text,
    binaryDirectories: list(text),
    stateDirectory: text,
    pseudonyms: fc.boolean(),
    cli: record({
      milliseconds: fc.integer({ min: 100, max: 3_600_000 }),
      outputBytes: fc.integer({ min: 1_024, max: 16 * 1_024 * 1_024 }),
      readable: list(text),
      allowCredentialProcess: fc.boolean(),
      readOnlyRole: orNull(fc.constantFrom('arn:aws:iam::123456789012:role/read', 'arn:aws-cn:iam::123456789012:role/a/b')),
      readOnlyScopes: fc.boolean(),
    }),
    budget: record({ commands: count, microUsd: count, milliseconds: count }),
    resumes: orNull(record({ milliseconds: count, mayRepeat: fc.boolean() })),
  }),
  record({ kind: is('record'), id, event: name, detail: text }),
  record({ kind: is('handed-back'), id, ask: id, output: orNull(record({ text, cutBytes: count })), note: orNull(filled) }),
  record({ kind: is('decided'), id, ask: id, decision: fc.constantFrom('yes', 'always', 'no'), note: orNull(filled) }),
  record({ kind: is('reserved'), id, ask: id, microUsd: count }),
  record({ kind: is('model-spent'), id, ...modelCallCost }),
  record({ kind: is('person-note'), id, note: fc.string({ minLength: 1, maxLength: 200 }) }),
  record({ kind: is('stop'), id }),
);

export const executorTells: fc.Arbitrary<ExecutorTells> = fc.oneof(
  record({ kind: is('ready'), id, auditHead: hash, notes: list(text), spent: record({ commands: count, microUsd: count }) }),
  record({ kind: is('declined'), id, code: name, detail: text }),
  record({ kind: is('recorded'), id }),
  record({ kind: is('stopped'), id }),
  record({ kind: is('began'), group: fc.integer({ min: 2, max: 4_000_000 }), canonical: text }),
  record({ kind: is('ended'), group: fc.integer({ min: 2, max: 4_000_000 }) }),
  record({ kind: is('by-hand'), ask: id, canonical: text, microUsd: count }),
  record({ kind: is('approve'), ask: id, canonical: text, subcommand: text, microUsd: count }),
  record({ kind: is('reserve'), ask: id, microUsd: positive }),
  record({ kind: is('names'), names: list(record({ pseudonym: text, name: text })) }),
);

const rate = fc.integer({ min: 0, max: 1_000_000_000_000 });

/** Where models are, and with which key. */
const server = {
  baseUrl: fc.constantFrom('https://api.example.com', 'https://gateway.example.com/model'),
  allowPrivateAddress: fc.boolean(),
  key: orNull(fc.stringMatching(/^[\x21-\x7e]{1,40}$/)),
  keyHeader: fc.constantFrom('authorization', 'x-api-key'),
};

export const egressControls: fc.Arbitrary<EgressControl> = fc.oneof(
  record({
    kind: is('configure'),
    id,
    ...server,
    models: list(text),
    prices: list(
      record({
        model: text,
        asOf: day,
        rates: record({ input: rate, cacheWrite5m: rate, cacheWrite1h: rate, cacheRead: rate, output: rate }),
      }),
    ),
    showPrompts: fc.boolean(),
    ceilings: record({ microUsd: count, outputTokensPerCall: positive, totalTokens: positive, calls: count }),
  }),
  record({ kind: is('set-aside'), id, microUsd: positive }),
  record({ kind: is('stop'), id }),
);

export const economyControls: fc.Arbitrary<EconomyControl> = fc.oneof(
  record({
    kind: is('configure'),
    id,
    ...server,
    token: fc.stringMatching(/^[A-Za-z0-9_-]{32,64}$/),
    folder: fc.constant('/home/someone/.ghosthunter/batches/accounts/economy'),
    windowMilliseconds: fc.integer({ min: 1, max: 1_000 }),
    pollMilliseconds: fc.integer({ min: 1, max: 1_000 }),
  }),
  record({ kind: is('running'), id, items: fc.integer({ min: 0, max: 1_000_000 }) }),
  record({ kind: is('stop'), id }),
);

const few = fc.integer({ min: 0, max: 1_000_000 });
export const economyTells: fc.Arbitrary<EconomyTells> = fc.oneof(
  record({ kind: is('ready'), id, port: fc.integer({ min: 1, max: 65_535 }) }),
  record({ kind: is('refused'), id, code: name, message: fc.constant('no batches'), fix: fc.constant('leave it out') }),
  record({ kind: is('stopped'), id }),
  record({ kind: is('standing'), waiting: few, open: few, batches: few, requests: few }),
);

export const egressTells: fc.Arbitrary<EgressTells> = fc.oneof(
  record({ kind: is('ready'), id }),
  record({ kind: is('stopped'), id }),
  record({ kind: is('is-set-aside'), id, microUsd: count }),
  record({ kind: is('spent'), ...modelCallCost }),
  record({ kind: is('denied'), code: name, detail: text }),
  record({ kind: is('failed'), code: name, detail: text }),
  record({ kind: is('unpriced'), model: text }),
  record({ kind: is('prompt'), call: positive, part: positive, parts: positive, text }),
  record({ kind: is('broke'), code: name, detail: text }),
);

export const billingTells: fc.Arbitrary<BillingTells> = fc.oneof(
  record({
    kind: is('hello'),
    id,
    protocol: fc.constant(1 as const),
    canaries,
  }),
  record({ kind: is('progress'), id, file: text, at: positive, of: positive, share: fc.constantFrom(0, 0.5, 1) }),
);
