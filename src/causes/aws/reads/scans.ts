// What is read of queries and jobs.

import { countAt, dayAt, has, isListAt, numberAt, textAt, textsAt } from '../../json.js';
import type { Probe } from '../../probe.js';
import { found, learns, nameAt, option, probe, told } from '../build.js';
import { isNear, newcomers, rowsAt, say, words } from '../list.js';
import { by, metrics, round } from '../metric.js';
import { trail } from '../trail.js';

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
      `${id} on ${dayAt(item, 'Status', 'SubmissionDateTime')} read ${round(bytes(item))} bytes: ` +
      textAt(item, 'Query').replace(/\s+/g, ' ').slice(0, 200);
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
    const text =
      `${round(before)} DPU seconds a day before ${known.startDay}, ${round(since)} since; ` +
      `${String(failed)} of ${String(rows.length)} runs failed`;
    return told(since > 1.5 * before && since > 0 ? 'ran-more' : 'ran-alike', [found(text, 'JobRuns')]);
  },
});

export const SCAN_PROBES: readonly Probe[] = [
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
];
