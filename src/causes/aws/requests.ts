// Scans of data, and requests that are looked at or answered one by one: A26, A31.

import type { Cause } from '../cause.js';
import { countAt, dayAt, has, isListAt, numberAt, textAt, textsAt } from '../json.js';
import { firstName, nameOr } from '../known.js';
import type { Probe } from '../probe.js';
import { awsCause, fix, found, learns, nameAt, option, probe, told, verifyBy } from './build.js';
import { isNear, newcomers, rowsAt, say, words } from './list.js';
import { by, metrics, round } from './metric.js';
import { regionOf } from './region.js';
import { ATHENA, GLUE, marked, SECRETS, tail, unsaid, WAF } from './services.js';
import { byWhom, trail } from './trail.js';

const workGroup = probe({
  name: 'work-group',
  operation: 'athena get-work-group',
  asks: 'whether a bound ends queries that read too much',
  needs: ['work-group'],
  args: (known) => option('work-group', nameAt(known, 'work-group')),
  outcomes: {
    unbounded: ['nothing ends a query that reads too much', { A26: 0.75 }, 0.5],
    bounded: ['queries that read too much are ended', { A26: 0.25 }, 0.5],
  },
  read: ({ json }) => {
    if (!has(json, 'WorkGroup')) return undefined;
    const cutoff = numberAt(json, 'WorkGroup', 'Configuration', 'BytesScannedCutoffPerQuery');
    const name = textAt(json, 'WorkGroup', 'Name');
    const text = cutoff === undefined ? `${name} has no bound for bytes` : `${name} ends queries at ${round(cutoff)} bytes`;
    return told(cutoff === undefined ? 'unbounded' : 'bounded', [found(text, 'WorkGroup.Configuration.BytesScannedCutoffPerQuery')]);
  },
});

const queryIds = probe({
  name: 'query-ids',
  operation: 'athena list-query-executions',
  asks: 'how many queries ran lately',
  needs: ['work-group'],
  learns: ['query'],
  args: (known) => {
    const group = option('work-group', nameAt(known, 'work-group'));
    return group === undefined ? undefined : [...group, '--max-items=50'];
  },
  outcomes: {
    queries: ['queries run in this group', { A26: 0.92 }, 0.8],
    'no-query': ['no query ran in this group', { A26: 0.08 }, 0.2],
  },
  read: ({ json }) => {
    if (!isListAt(json, 'QueryExecutionIds')) return undefined;
    const all = textsAt(json, 'QueryExecutionIds');
    return told(
      all.length > 0 ? 'queries' : 'no-query',
      [found(`${String(countAt(json, 'QueryExecutionIds'))} queries`, 'QueryExecutionIds')],
      [learns('query', all)],
    );
  },
});

const HALF = 0.5;
const LARGE = 100_000_000_000;

const queries = probe({
  name: 'queries',
  operation: 'athena batch-get-query-execution',
  asks: 'which queries read most',
  needs: ['query'],
  args: (known) => {
    const all = (known.names.get('query') ?? []).filter((id) => /^[0-9a-f-]{36}$/i.test(id)).slice(0, 20);
    return all.length === 0 ? undefined : ['--query-execution-ids', ...all];
  },
  outcomes: {
    'few-read-most': ['a few queries read most of it', { A26: 0.85 }, 0.15],
    'all-alike': ['every query reads about as much, and little', { A26: 0.15 }, 0.85],
  },
  read: ({ json }) => {
    const rows = rowsAt(json, ['QueryExecutions'], 'QueryExecutionId');
    if (rows === undefined) return undefined;
    const bytes = (item: unknown): number => numberAt(item, 'Statistics', 'DataScannedInBytes') ?? 0;
    const sorted = rows.toSorted((one, other) => bytes(other.item) - bytes(one.item));
    const total = rows.reduce((sum, { item }) => sum + bytes(item), 0);
    const top = sorted.slice(0, 3).reduce((sum, { item }) => sum + bytes(item), 0);
    const isFew = total > 0 && ((rows.length > 4 && top > HALF * total) || sorted.slice(0, 1).some(({ item }) => bytes(item) > LARGE));
    const tell = (item: unknown, id: string): string =>
      `${id} on ${dayAt(item, 'Status', 'SubmissionDateTime')} read ${round(bytes(item))} bytes: ${textAt(item, 'Query').replace(/\s+/g, ' ').slice(0, 200)}`;
    return told(isFew ? 'few-read-most' : 'all-alike', say(sorted.slice(0, 4), tell));
  },
});

const jobs = probe({
  name: 'glue-jobs',
  operation: 'glue get-jobs',
  asks: 'which jobs there are, and which was changed when the money rose',
  args: () => ['--max-items=50'],
  learns: ['job'],
  outcomes: {
    'changed-then': ['a job was made or changed when the money rose', { A26: 0.35 }, 0.05],
    'as-before': ['the jobs are as before', { A26: 0.4 }, 0.4],
    'no-job': ['there is no job here', { A26: 0.25 }, 0.55],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['Jobs'], 'Name');
    if (rows === undefined) return undefined;
    if (rows.length === 0) return told('no-job', [found('there is no job', 'Jobs')]);
    const fresh = rows.filter(({ item }) => isNear(known, dayAt(item, 'LastModifiedOn')) || isNear(known, dayAt(item, 'CreatedOn')));
    const size = (item: unknown): number =>
      (numberAt(item, 'NumberOfWorkers') ?? numberAt(item, 'MaxCapacity') ?? 0) * (textAt(item, 'WorkerType') === 'G.2X' ? 2 : 1);
    const sorted = [...fresh, ...rows.filter((row) => !fresh.includes(row)).toSorted((one, other) => size(other.item) - size(one.item))];
    const findings = say(
      sorted.slice(0, 5),
      (item, id) => `${id}, changed on ${dayAt(item, 'LastModifiedOn')}${words(['WorkerType'], ['NumberOfWorkers'], ['Timeout'])(item)}`,
    );
    return told(fresh.length > 0 ? 'changed-then' : 'as-before', findings, [
      learns(
        'job',
        sorted.map(({ id }) => id),
      ),
    ]);
  },
});

const runs = probe({
  name: 'glue-runs',
  operation: 'glue get-job-runs',
  asks: 'how often and how long a job ran, before and since',
  needs: ['job'],
  args: (known) => {
    const job = option('job-name', nameAt(known, 'job'));
    return job === undefined ? undefined : [...job, '--max-items=50'];
  },
  outcomes: {
    'ran-more': ['this job runs longer, larger or more often since then', { A26: 0.6 }, 0.06],
    'ran-alike': ['this job runs as before', { A26: 0.4 }, 0.94],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['JobRuns'], 'Id');
    if (rows === undefined) return undefined;
    const work = (item: unknown): number =>
      numberAt(item, 'DPUSeconds') ?? (numberAt(item, 'ExecutionTime') ?? 0) * (numberAt(item, 'MaxCapacity') ?? 1);
    const daily = (wanted: (day: string) => boolean): number => {
      const own = rows.filter(({ item }) => wanted(dayAt(item, 'StartedOn')));
      const days = new Set(own.map(({ item }) => dayAt(item, 'StartedOn'))).size;
      return days === 0 ? 0 : own.reduce((sum, { item }) => sum + work(item), 0) / days;
    };
    const before = daily((day) => day !== '' && day < known.startDay);
    const since = daily((day) => day >= known.startDay);
    const failed = rows.filter(({ item }) => /FAILED|TIMEOUT|ERROR/.test(textAt(item, 'JobRunState'))).length;
    const text = `${round(before)} DPU seconds a day before ${known.startDay}, ${round(since)} since; ${String(failed)} of ${String(rows.length)} runs failed`;
    return told(since > 1.5 * before && since > 0 ? 'ran-more' : 'ran-alike', [found(text, 'JobRuns')]);
  },
});

const aclParts = (known: Parameters<typeof nameAt>[0]): readonly string[] => (nameAt(known, 'web-acl') ?? '').split('/');

const rules = probe({
  name: 'web-acl-rules',
  operation: 'wafv2 get-web-acl',
  asks: 'whether a list of rules looks at bots, and at which requests',
  needs: ['web-acl'],
  args: (known) => {
    const [name = '', id = ''] = aclParts(known);
    return name === '' || id === '' ? undefined : [`--name=${name}`, `--id=${id}`, '--scope=REGIONAL'];
  },
  outcomes: {
    'bots-everywhere': ['every request is looked at for bots, and paid', { A31: 0.8 }, 0.05],
    'bots-somewhere': ['only some requests are looked at for bots', { A31: 0.08 }, 0.15],
    'no-paid-rules': ['no rule of this list is paid by the request', { A31: 0.12 }, 0.8],
  },
  read: ({ json }) => {
    if (!has(json, 'WebACL')) return undefined;
    const rows = rowsAt(json, ['WebACL', 'Rules'], 'Name') ?? [];
    const managed = (item: unknown): string => textAt(item, 'Statement', 'ManagedRuleGroupStatement', 'Name');
    const paid = rows.filter(
      ({ item }) =>
        /BotControl|ATPRuleSet|ACFPRuleSet|AntiDDoS/i.test(managed(item)) ||
        has(item, 'Action', 'Captcha') ||
        has(item, 'Action', 'Challenge'),
    );
    if (paid.length === 0)
      return told(
        'no-paid-rules',
        say(rows.slice(0, 5), (item, id) => `rule ${id}${managed(item) === '' ? '' : `, ${managed(item)}`}`),
      );
    const isWide = paid.some(({ item }) => !has(item, 'Statement', 'ManagedRuleGroupStatement', 'ScopeDownStatement'));
    const tell = (item: unknown, id: string): string =>
      `rule ${id}, ${managed(item) || 'a challenge'}, ${has(item, 'Statement', 'ManagedRuleGroupStatement', 'ScopeDownStatement') ? 'of some requests' : 'of every request'}`;
    return told(isWide ? 'bots-everywhere' : 'bots-somewhere', say(paid, tell), [
      learns(
        'rule',
        paid.map(({ id }) => id),
      ),
    ]);
  },
});

export const REQUEST_PROBES: readonly Probe[] = [
  newcomers({
    name: 'work-groups',
    operation: 'athena list-work-groups',
    asks: 'in which groups queries run',
    list: ['WorkGroups'],
    id: 'Name',
    days: [['CreationTime']],
    kind: 'work-group',
    then: ['a group was made when the money rose', { A26: 0.1 }, 0.03],
    before: ['the groups were there before', { A26: 0.86 }, 0.8],
    none: ['no query is run here', { A26: 0.04 }, 0.17],
  }),
  workGroup,
  queryIds,
  queries,
  ...metrics(2, {
    name: 'bytes-scanned',
    asks: 'whether the queries of a group read more since then',
    namespace: 'AWS/Athena',
    metric: 'ProcessedBytes',
    dimensions: by('WorkGroup', 'work-group'),
    kind: 'work-group',
    rose: 'the queries of this group read what is new',
    flat: 'the queries of this group read as much as before',
    given: { A26: 0.85 },
    otherwise: 0.2,
  }),
  jobs,
  runs,
  trail({
    name: 'job-changed',
    event: 'UpdateJob',
    asks: 'who changed a Glue job when the money rose',
    done: 'a job was changed then',
    not: 'no job was changed then',
    given: { A26: 0.25 },
    otherwise: 0.02,
  }),
  newcomers({
    name: 'web-acls',
    operation: 'wafv2 list-web-acls',
    asks: 'which lists of rules stand before the load balancers',
    args: () => ['--scope=REGIONAL'],
    list: ['WebACLs'],
    id: 'Name',
    days: [],
    kind: 'web-acl-name',
    learns: ['web-acl'],
    more: (rows) => [
      learns(
        'web-acl',
        rows.map(({ id, item }) => `${id}/${textAt(item, 'Id')}`),
      ),
    ],
    then: ['there are lists of rules', {}, 0.02],
    before: ['there are lists of rules', { A31: 0.9 }, 0.72],
    none: ['there is no list of rules here', { A31: 0.08 }, 0.26],
  }),
  rules,
  ...metrics(1, {
    name: 'waf-requests',
    asks: 'whether more requests are looked at since then',
    namespace: 'AWS/WAFV2',
    metric: 'AllowedRequests',
    dimensions: (known) => [
      ['WebACL', aclParts(known)[0]],
      ['Region', regionOf(known)],
      ['Rule', 'ALL'],
    ],
    kind: 'web-acl',
    rose: 'more requests come in, wanted or not',
    flat: 'as many requests come in as before: a rule looks at more of them',
    given: { A31: 0.5, A23: 0.6 },
    otherwise: 0.5,
  }),
  ...metrics(1, {
    name: 'waf-blocked',
    asks: 'whether more requests are turned away since then',
    namespace: 'AWS/WAFV2',
    metric: 'BlockedRequests',
    dimensions: (known) => [
      ['WebACL', aclParts(known)[0]],
      ['Region', regionOf(known)],
      ['Rule', 'ALL'],
    ],
    kind: 'web-acl',
    rose: 'an attack or a crawler is turned away',
    flat: 'no more requests are turned away than before',
    given: { A31: 0.45, A23: 0.3 },
    otherwise: 0.15,
  }),
  trail({
    name: 'web-acl-changed',
    event: 'UpdateWebACL',
    asks: 'who changed the rules when the money rose',
    done: 'the rules were changed then',
    not: 'the rules were not changed then',
    given: { A31: 0.6 },
    otherwise: 0.02,
  }),
  newcomers({
    name: 'secrets',
    operation: 'secretsmanager list-secrets',
    asks: 'how many secrets are kept',
    args: () => ['--max-items=50'],
    microUsd: 5,
    list: ['SecretList'],
    id: 'Name',
    days: [['CreatedDate']],
    kind: 'secret',
    also: words(['OwningService']),
    then: ['secrets were made when the money rose', { A31: 0.2 }, 0.05],
    before: ['the secrets were there before', { A31: 0.4 }, 0.5],
    none: ['no secrets are kept here', { A31: 0.4 }, 0.45],
  }),
  trail({
    name: 'secret-readers',
    event: 'GetSecretValue',
    asks: 'who reads secrets again and again',
    done: 'secrets are read by one caller again and again',
    not: 'secrets are not read',
    given: { A31: 0.4, A18: 0.3 },
    otherwise: 0.25,
  }),
];

export const REQUEST_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A26',
    title: 'queries and jobs that read far more data',
    weight: 1,
    signature: {
      marks: [
        marked(undefined, tail('DataScannedInTB|ETL-(?:DPU|Flex)-Hour|Crawler-DPU-Hour|DEVED-DPU'), 0.82),
        marked(ATHENA, /./, 0.75),
        marked(GLUE, tail('.{0,20}DPU|JobRun|Jobrun'), 0.8),
        unsaid(ATHENA, 0.85),
        unsaid(GLUE, 0.8),
      ],
      shapes: { 'one-off': 0.4 },
      drivers: { price: 0.2 },
    },
    statement: (known) => {
      const what = firstName(known, 'job') ?? firstName(known, 'work-group');
      return `Since ${known.startDay} queries or jobs${what === undefined ? '' : ` of ${what}`} read far more data, as without a partition filter${byWhom(known)}.`;
    },
    refute: 'as many bytes read by queries and as many hours of jobs as before',
    fixes: (known) => [
      fix(
        'now',
        'Set a bound that ends queries which read too much.',
        `aws athena update-work-group --work-group=${nameOr(known, 'work-group', 'GROUP')} --configuration-updates=BytesScannedCutoffPerQuery=BYTES`,
        verifyBy(known, 'athena list-work-groups'),
      ),
      fix('soon', 'Filter by partition, store as Parquet, and give jobs a time limit.'),
    ],
  }),
  awsCause({
    id: 'A31',
    title: 'requests that WAF looks at, or secrets that are read again and again',
    weight: 0.8,
    signature: {
      marks: [
        marked(undefined, /BotControl|AMR-|ATP-Request|Captcha|Challenge/i, 0.95),
        marked(WAF, /Request|WebACL|Rule|Shield/i, 0.85),
        marked(undefined, tail('AWSSecretsManager'), 0.85),
        marked(undefined, tail('LCUUsage|KMS-Requests'), 0.08),
        unsaid(WAF, 0.85),
        unsaid(SECRETS, 0.85),
      ],
      shapes: { 'one-off': 0.4 },
      drivers: { price: 0.3 },
    },
    statement: (known) => {
      const rule = firstName(known, 'rule');
      const list = firstName(known, 'web-acl-name') ?? firstName(known, 'web-acl')?.split('/')[0];
      const where = `${rule === undefined ? '' : `, by rule ${rule}`}${list === undefined ? '' : ` of ${list}`}`;
      return `Since ${known.startDay} far more requests are looked at and paid one by one${where}${byWhom(known)}.`;
    },
    refute: 'the same rules and as many requests as before',
    fixes: (known) => [
      fix(
        'now',
        'Let paid rules look only at what needs it: log-in pages, not images; put free rules before them.',
        'aws wafv2 update-web-acl --cli-input-json=file://web-acl.json',
        verifyBy(known, 'wafv2 list-web-acls', '--scope=REGIONAL'),
      ),
      fix('soon', 'Keep secrets in the memory of the program for some minutes instead of reading them each time.'),
    ],
  }),
];
