// What is read of functions and what calls them.

import { countAt, dayAt, has, isRecord, numberAt, textAt } from '../../json.js';
import { firstName, nameOr } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, nameAt, option, probe, told } from '../build.js';
import { isNear, newcomers, rowsAt, say, words } from '../list.js';
import { by, metrics } from '../metric.js';
import { shortName, trail } from '../trail.js';

const recursion = probe({
  name: 'recursion-guard',
  operation: 'lambda get-function-recursion-config',
  asks: 'whether a function may call itself in a loop',
  needs: ['function'],
  args: (known) => option('function-name', nameAt(known, 'function')),
  outcomes: {
    'loops-allowed': ['nothing ends a loop of this function', { A15: 0.6 }, 0.06],
    'loops-ended': ['AWS ends loops that it sees; some ways around, as through a bucket or a table, it does not', { A15: 0.4 }, 0.94],
  },
  read: ({ json }, known) => {
    const value = textAt(json, 'RecursiveLoop');
    if (value === '') return undefined;
    const text = `a recursive loop of ${nameOr(known, 'function', 'the function')} is set to ${value}`;
    return told(value === 'Allow' ? 'loops-allowed' : 'loops-ended', [found(text, 'RecursiveLoop')]);
  },
});

const notifications = probe({
  name: 'bucket-notifications',
  operation: 's3api get-bucket-notification-configuration',
  asks: 'which functions a bucket calls for each object',
  needs: ['bucket'],
  learns: ['function'],
  args: (known) => option('bucket', nameAt(known, 'bucket')),
  isGlobal: true,
  outcomes: {
    'calls-function': ['each new object in this bucket calls a function', { A15: 0.6 }, 0.1],
    'calls-nothing': ['this bucket calls no function', { A15: 0.4 }, 0.9],
  },
  read: ({ json, text }, known) => {
    if (!isRecord(json) && text.trim() !== '') return undefined;
    const bucket = nameOr(known, 'bucket', 'the bucket');
    const rows = rowsAt(json, ['LambdaFunctionConfigurations'], 'LambdaFunctionArn') ?? [];
    if (rows.length > 0) {
      return told(
        'calls-function',
        say(rows, (_, arn) => `${bucket} calls ${arn}`),
        [
          learns(
            'function',
            rows.map(({ id }) => shortName(id)),
          ),
        ],
      );
    }
    const isEmpty = json === undefined || (isRecord(json) && Object.keys(json).every((name) => /Configurations?$/.test(name)));
    return isEmpty ? told('calls-nothing', [found(`${bucket} calls no function`, 'LambdaFunctionConfigurations')]) : undefined;
  },
});

const provisioned = probe({
  name: 'provisioned-concurrency',
  operation: 'lambda list-provisioned-concurrency-configs',
  asks: 'how many copies of a function are kept warm',
  needs: ['function'],
  args: (known) => option('function-name', nameAt(known, 'function')),
  outcomes: {
    'kept-warm': ['copies of this function are kept warm and paid by the hour', { A16: 0.88 }, 0.05],
    'not-kept-warm': ['no copy of this function is kept warm', { A16: 0.12 }, 0.95],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['ProvisionedConcurrencyConfigs'], 'FunctionArn');
    if (rows === undefined) return undefined;
    const warm = rows.filter(({ item }) => (numberAt(item, 'RequestedProvisionedConcurrentExecutions') ?? 0) > 0);
    if (warm.length === 0)
      return told('not-kept-warm', [
        found(`nothing of ${nameOr(known, 'function', 'the function')} is kept warm`, 'ProvisionedConcurrencyConfigs'),
      ]);
    return told(
      'kept-warm',
      say(
        warm,
        (item, id) =>
          `${id} keeps ${textAt(item, 'RequestedProvisionedConcurrentExecutions')} copies, changed on ${textAt(item, 'LastModified')}`,
      ),
    );
  },
});

const detail = words(['State'], ['LastProcessingResult'], ['MaximumRetryAttempts']);

const loops = probe({
  name: 'event-sources',
  operation: 'lambda list-event-source-mappings',
  asks: 'what calls functions: queues, streams, tables',
  learns: ['function'],
  outcomes: {
    'retries-for-ever': ['a source is tried again without end', { A15: 0.45 }, 0.15],
    'changed-then': ['a source was added or changed when the money rose', { A15: 0.2 }, 0.06],
    'as-before': ['the sources are as before', { A15: 0.25 }, 0.45],
    'no-source': ['no queue or stream calls a function', { A15: 0.1 }, 0.34],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['EventSourceMappings'], 'EventSourceArn');
    if (rows === undefined) return undefined;
    if (rows.length === 0) return told('no-source', [found('no source calls a function', 'EventSourceMappings')]);
    const wanted = firstName(known, 'function');
    const own = rows.filter(({ item }) => wanted !== undefined && textAt(item, 'FunctionArn').includes(wanted));
    const looked = own.length > 0 ? own : rows;
    // A queue says itself how often; of streams, -1 is for ever.
    const forever = looked.filter(
      ({ item }) => numberAt(item, 'MaximumRetryAttempts') === -1 && !has(item, 'DestinationConfig', 'OnFailure', 'Destination'),
    );
    const failing = looked.filter(({ item }) => /PROBLEM|error/i.test(textAt(item, 'LastProcessingResult')));
    const changed = looked.filter(({ item }) => isNear(known, dayAt(item, 'LastModified')));
    const shown = [...new Set([...changed, ...failing, ...forever, ...looked])].slice(0, 5);
    const outcome = changed.length > 0 ? 'changed-then' : failing.length > 0 || forever.length > 0 ? 'retries-for-ever' : 'as-before';
    const tell = (item: unknown, id: string): string =>
      `${id} calls ` + `${textAt(item, 'FunctionArn')}${detail(item)}, changed ${textAt(item, 'LastModified')}`;
    return told(
      outcome,
      [found(`${String(countAt(json, 'EventSourceMappings'))} sources`, 'EventSourceMappings'), ...say(shown, tell)],
      [
        learns(
          'function',
          (changed.length > 0 ? changed : failing.length > 0 ? failing : forever).map(({ item }) => shortName(textAt(item, 'FunctionArn'))),
        ),
      ],
    );
  },
});

const ofFunction = { namespace: 'AWS/Lambda', dimensions: by('FunctionName', 'function'), kind: 'function' } as const;

export const SERVERLESS_PROBES: readonly Probe[] = [
  newcomers({
    name: 'functions',
    operation: 'lambda list-functions',
    asks: 'which functions there are, and which was changed when the money rose',
    args: () => ['--max-items=50'],
    list: ['Functions'],
    id: 'FunctionName',
    days: [['LastModified']],
    kind: 'function',
    also: words(['Runtime'], ['MemorySize'], ['Timeout']),
    then: ['a function was changed when the money rose', { A15: 0.55, A16: 0.4, A05: 0.35, A13: 0.2 }, 0.15],
    before: ['no function was changed then', { A15: 0.43, A16: 0.58, A05: 0.55 }, 0.65],
    none: ['there is no function here', { A15: 0.02, A16: 0.02, A05: 0.1 }, 0.2],
  }),
  ...metrics(4, {
    name: 'function-calls',
    asks: 'whether a function is called far more since then',
    ...ofFunction,
    metric: 'Invocations',
    factor: 3,
    rose: 'this function is called many times as often',
    flat: 'this function is called about as often as before',
    given: { A15: 0.92, A05: 0.15, A16: 0.1 },
    otherwise: 0.12,
  }),
  ...metrics(1, {
    name: 'function-errors',
    asks: 'whether a function fails since then',
    ...ofFunction,
    metric: 'Errors',
    factor: 3,
    rose: 'calls fail and are tried again',
    flat: 'no more calls fail than before',
    given: { A15: 0.45 },
    otherwise: 0.1,
  }),
  ...metrics(1, {
    name: 'function-duration',
    asks: 'whether each call of a function takes longer since then',
    ...ofFunction,
    metric: 'Duration',
    statistic: 'Average',
    rose: 'each call takes longer: it is not called more, it is slower',
    flat: 'each call takes as long as before',
    given: { A15: 0.1 },
    otherwise: 0.4,
  }),
  ...metrics(2, {
    name: 'warm-use',
    asks: 'how much of what is kept warm is used',
    ...ofFunction,
    metric: 'ProvisionedConcurrentExecutions',
    statistic: 'Maximum',
    rose: 'copies that are kept warm came into use then',
    flat: 'as many copies are kept warm as before',
    given: { A16: 0.7 },
    otherwise: 0.05,
  }),
  recursion,
  notifications,
  loops,
  provisioned,
  trail({
    name: 'warm-put',
    event: 'PutProvisionedConcurrencyConfig',
    asks: 'who had copies of a function kept warm when the money rose',
    done: 'copies of a function are kept warm since then',
    not: 'nobody changed what is kept warm then',
    given: { A16: 0.75 },
    otherwise: 0.02,
  }),
  trail({
    name: 'notification-put',
    event: 'PutBucketNotification',
    asks: 'who let a bucket call something when the money rose',
    done: 'a bucket calls something since then',
    not: 'no bucket was set to call something then',
    given: { A15: 0.35 },
    otherwise: 0.02,
  }),
  trail({
    name: 'source-made',
    event: 'CreateEventSourceMapping',
    asks: 'who let a queue or a stream call a function when the money rose',
    done: 'a queue or a stream calls a function since then',
    not: 'no source was added then',
    given: { A15: 0.25 },
    otherwise: 0.02,
  }),
];
