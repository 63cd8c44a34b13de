// bq: datasets, tables, jobs, reservations, and SELECTs over what INFORMATION_SCHEMA knows of them.

import { failureOf } from '../../failures.js';
import type { WorldAnswer } from '../../world.js';
import type { Cloud, Item, JsonObject, QueryJob } from '../cloud.js';
import { filterOf } from './filter.js';
import { sorted } from './print.js';
import { bqError, said } from './says.js';
import { type Row, SqlFault, type Value } from './sql/expression.js';
import { select } from './sql/select.js';
import { type Words, wordsOf } from './words.js';

/** `prettyjson` is indented and in the order of names; `json` is one line. */
function told(words: Words, value: readonly JsonObject[] | JsonObject): WorldAnswer {
  const format = words.flags.get('--format') ?? 'json';
  return said(format === 'prettyjson' ? `${JSON.stringify(sorted(value), null, 2)}\n` : `${JSON.stringify(value)}\n`);
}

interface Named {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}

/** `p`, `p:d`, `p:d.t`, `d.t`, `p.d.t`. */
function named(text: string, fallback: string): Named {
  const [project, rest] = text.includes(':') ? [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)] : [fallback, text];
  const parts = rest.split('.');
  if (parts.length === 3) return { project: parts[0] ?? project, dataset: parts[1] ?? '', table: parts[2] ?? '' };
  return { project, dataset: parts[0] ?? '', table: parts[1] ?? '' };
}

const projectNumber = (cloud: Cloud, id: string): string => cloud.projects.find((known) => known.id === id)?.number ?? '';

export function jobJson(job: QueryJob): JsonObject {
  const [destination] = job.tables;
  return {
    configuration: {
      jobType: job.type ?? 'QUERY',
      ...(job.labels && { labels: job.labels }),
      query: {
        destinationTable: { datasetId: '_a1f3c8d2', projectId: job.project, tableId: `anon${job.id.slice(-16)}` },
        priority: job.labels?.['dashboard'] === undefined ? 'INTERACTIVE' : 'BATCH',
        query: job.sql,
        useLegacySql: false,
        writeDisposition: 'WRITE_TRUNCATE',
      },
    },
    id: `${job.project}:${job.location}.${job.id}`,
    jobReference: { jobId: job.id, location: job.location, projectId: job.project },
    kind: 'bigquery#job',
    principal_subject: `${job.user.endsWith('.gserviceaccount.com') ? 'serviceAccount' : 'user'}:${job.user}`,
    state: 'DONE',
    statistics: {
      creationTime: String(job.created),
      endTime: String(job.created + job.seconds * 1_000),
      query: {
        billingTier: job.reservation === undefined ? 1 : 0,
        cacheHit: job.cacheHit ?? false,
        referencedTables: job.tables,
        statementType: 'SELECT',
        totalBytesBilled: String(job.reservation === undefined ? job.bytes : 0),
        totalBytesProcessed: String(job.bytes),
        totalPartitionsProcessed: '0',
        totalSlotMs: String(job.slotMs),
        transferredBytes: '0',
      },
      ...(job.reservation !== undefined && { reservation_id: job.reservation }),
      startTime: String(job.created + 140),
      totalBytesProcessed: String(job.bytes),
      totalSlotMs: String(job.slotMs),
    },
    status: { state: 'DONE' },
    user_email: job.user,
    ...(destination === undefined && { errorResult: undefined }),
  };
}

const stamp = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

function jobRow(cloud: Cloud, job: QueryJob): Row {
  return {
    creation_time: stamp(job.created),
    project_id: job.project,
    project_number: Number(projectNumber(cloud, job.project)),
    user_email: job.user,
    principal_subject: `${job.user.endsWith('.gserviceaccount.com') ? 'serviceAccount' : 'user'}:${job.user}`,
    job_id: job.id,
    job_type: job.type ?? 'QUERY',
    statement_type: 'SELECT',
    priority: 'INTERACTIVE',
    start_time: stamp(job.created + 140),
    end_time: stamp(job.created + job.seconds * 1_000),
    query: job.sql,
    state: 'DONE',
    reservation_id: job.reservation ?? null,
    total_bytes_processed: job.bytes,
    total_bytes_billed: job.reservation === undefined ? job.bytes : 0,
    total_slot_ms: job.slotMs,
    cache_hit: job.cacheHit ?? false,
    error_result: null,
    labels: Object.entries(job.labels ?? {}).map(([key, value]) => ({ key, value })),
    referenced_tables: job.tables.map(({ datasetId, projectId, tableId }) => ({
      project_id: projectId,
      dataset_id: datasetId,
      table_id: tableId,
    })),
    destination_table: null,
    parent_job_id: null,
    query_info: { query_hashes: { normalized_literals: String(job.sql.length) } },
  };
}

const bytesOf = (json: JsonObject, name: string): number => Number(json[name] ?? 0);

function storageRow({ id, json, parent = '', project }: Item): Row {
  return {
    project_id: project,
    table_catalog: project,
    table_schema: parent,
    table_name: id.slice(id.indexOf('.') + 1),
    creation_time: stamp(Number(json['creationTime'] ?? 0)),
    total_rows: bytesOf(json, 'numRows'),
    total_logical_bytes: bytesOf(json, 'numTotalLogicalBytes'),
    active_logical_bytes: bytesOf(json, 'numActiveLogicalBytes'),
    long_term_logical_bytes: bytesOf(json, 'numLongTermLogicalBytes'),
    current_physical_bytes: bytesOf(json, 'numCurrentPhysicalBytes'),
    total_physical_bytes: bytesOf(json, 'numTotalPhysicalBytes'),
    active_physical_bytes: bytesOf(json, 'numActivePhysicalBytes'),
    long_term_physical_bytes: bytesOf(json, 'numLongTermPhysicalBytes'),
    time_travel_physical_bytes: bytesOf(json, 'numTimeTravelPhysicalBytes'),
    fail_safe_physical_bytes: Math.round(bytesOf(json, 'numTimeTravelPhysicalBytes') * 0.9),
    table_type: 'BASE TABLE',
    deleted: false,
  };
}

function tableRow({ id, json, parent = '', project }: Item): Row {
  return {
    table_catalog: project,
    table_schema: parent,
    table_name: id.slice(id.indexOf('.') + 1),
    table_type: json['type'] === 'VIEW' ? 'VIEW' : 'BASE TABLE',
    creation_time: stamp(Number(json['creationTime'] ?? 0)),
    ddl: `CREATE TABLE \`${project}.${id}\``,
  };
}

function datasetRow({ id, json, location, project }: Item): Row {
  return {
    catalog_name: project,
    schema_name: id,
    location,
    creation_time: stamp(Number(json['creationTime'] ?? 0)),
    last_modified_time: stamp(Number(json['lastModifiedTime'] ?? 0)),
    storage_billing_model: typeof json['storageBillingModel'] === 'string' ? json['storageBillingModel'] : 'LOGICAL',
  };
}

const VIEW = /information_schema\.(\w+)$/i;

/** Rows of a view of INFORMATION_SCHEMA, in the project that the name or the command names. */
function viewRows(cloud: Cloud, table: string, fallback: string): readonly Row[] {
  const view = VIEW.exec(table)?.[1]?.toUpperCase() ?? '';
  const first = table.split('.')[0] ?? '';
  const project = cloud.projects.some(({ id }) => id === first) ? first : fallback;
  const isEvery = view.endsWith('_BY_ORGANIZATION') || view.endsWith('_BY_FOLDER');
  const isHere = (one: { readonly project: string }): boolean => isEvery || one.project === project;
  const items = (of: string): readonly Item[] => cloud.items.filter((item) => item.of === of && isHere(item));
  if (/^JOBS(?:_TIMELINE)?(?:_BY_\w+)?$/.test(view)) return cloud.jobs.filter(isHere).map((job) => jobRow(cloud, job));
  if (view.startsWith('TABLE_STORAGE')) return items('bq tables').map(storageRow);
  if (view === 'TABLES') return items('bq tables').map(tableRow);
  if (view.startsWith('SCHEMATA')) return items('bq datasets').map(datasetRow);
  if (/^(?:RESERVATIONS|CAPACITY_COMMITMENTS|ASSIGNMENTS)/.test(view)) return [];
  throw new SqlFault(`Not found: Table ${table.replaceAll('`', '')} was not found in location US`);
}

function shown(value: Value): Value {
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(15)));
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (Array.isArray(value)) return value.map((one: Value) => shown(one));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one)]));
  return value;
}

/** What a scan of a view would read: a few megabytes. */
const VIEW_BYTES = 18_874_368;

function query(cloud: Cloud, words: Words, project: string): WorldAnswer {
  const sql = words.loose.slice(1).join(' ');
  try {
    const { rows } = select(sql, cloud.now, (table) => viewRows(cloud, table, project));
    if (words.flags.has('--dry_run')) {
      const statistics = {
        query: { statementType: 'SELECT', totalBytesProcessed: String(VIEW_BYTES) },
        totalBytesProcessed: String(VIEW_BYTES),
      };
      return told(words, {
        configuration: { dryRun: true, jobType: 'QUERY', query: { query: sql, useLegacySql: false } },
        jobReference: { location: 'US', projectId: project },
        kind: 'bigquery#job',
        statistics: { creationTime: String(cloud.now), ...statistics },
        status: { state: 'DONE' },
      });
    }
    return said(`${JSON.stringify(rows.map((row) => shown(row)))}\n`);
  } catch (cause) {
    if (cause instanceof SqlFault) return bqError(`query operation: Error processing job '${project}:bqjob_r1': ${cause.message}`);
    throw cause;
  }
}

function matching(items: readonly JsonObject[], words: Words, cloud: Cloud): readonly JsonObject[] {
  const filter = words.flags.get('--filter');
  const limit = Number(words.flags.get('--max_results') ?? words.flags.get('-n') ?? '50');
  const test = filter === undefined || filter.startsWith('states:') ? () => true : filterOf(filter, { now: cloud.now });
  return items.filter(test).slice(0, limit);
}

const RESERVED: Readonly<Record<string, string>> = {
  '--reservation': 'bq reservations',
  '--capacity_commitment': 'bq commitments',
  '--reservation_assignment': 'bq assignments',
};

function list(cloud: Cloud, words: Words, project: string): WorldAnswer {
  const { flags } = words;
  const name = words.loose[1] ?? '';
  const reserved = Object.keys(RESERVED).find((flag) => flags.get(flag) === 'true');
  const isIn = (item: Item, of: string): boolean => item.of === of && item.project === project;
  if (reserved !== undefined) {
    const location = (flags.get('--location') ?? 'US').toLowerCase();
    const items = cloud.items.filter((item) => isIn(item, RESERVED[reserved] ?? '') && item.location.toLowerCase() === location);
    return told(
      words,
      matching(
        items.map(({ json }) => json),
        words,
        cloud,
      ),
    );
  }
  if (flags.get('--jobs') === 'true') {
    const isOfAll = flags.get('--all') === 'true';
    const least = Number(flags.get('--min_creation_time') ?? 0);
    const most = Number(flags.get('--max_creation_time') ?? Number.POSITIVE_INFINITY);
    const jobs = cloud.jobs
      .filter((job) => job.project === project && (isOfAll || job.user === cloud.account) && job.created >= least && job.created <= most)
      .toSorted((one, other) => other.created - one.created);
    return told(words, matching(jobs.map(jobJson), words, cloud));
  }
  const { dataset } = name.includes(':') || !cloud.projects.some(({ id }) => id === name) ? named(name, project) : { dataset: '' };
  if (dataset === '') {
    if (flags.get('--projects') === 'true') {
      return told(
        words,
        cloud.projects.map(({ id, name: friendlyName, number }) => ({
          friendlyName,
          id,
          kind: 'bigquery#project',
          numericId: number,
          projectReference: { projectId: id },
        })),
      );
    }
    const sets = cloud.items.filter((item) => isIn(item, 'bq datasets'));
    return told(
      words,
      matching(
        sets.map(({ json }) => ({
          datasetReference: json['datasetReference'],
          id: json['id'],
          kind: 'bigquery#dataset',
          labels: json['labels'],
          location: json['location'],
          type: 'DEFAULT',
        })),
        words,
        cloud,
      ),
    );
  }
  if (!cloud.items.some((item) => isIn(item, 'bq datasets') && item.id === dataset)) {
    return bqError(`ls operation: Not found: Dataset ${project}:${dataset}`);
  }
  const tables = cloud.items.filter((item) => isIn(item, 'bq tables') && item.parent === dataset);
  return told(
    words,
    matching(
      tables.map(({ json }) => ({
        clustering: json['clustering'],
        creationTime: json['creationTime'],
        expirationTime: json['expirationTime'],
        id: json['id'],
        kind: json['kind'],
        labels: json['labels'],
        tableReference: json['tableReference'],
        timePartitioning: json['timePartitioning'],
        type: json['type'],
      })),
      words,
      cloud,
    ),
  );
}

function show(cloud: Cloud, words: Words, project: string): WorldAnswer {
  const name = words.loose[1] ?? '';
  if (words.flags.get('--job') === 'true' || words.flags.get('-j') === 'true') {
    const id = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf(':')) + 1);
    const job = cloud.jobs.find((known) => known.id === id && known.project === project);
    return job ? told(words, jobJson(job)) : bqError(`show operation: Not found: Job ${project}:${name.slice(name.indexOf(':') + 1)}`);
  }
  const reserved = Object.keys(RESERVED).find((flag) => words.flags.get(flag) === 'true');
  if (reserved !== undefined) {
    const id = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf(':')) + 1);
    const item = cloud.items.find((known) => known.of === RESERVED[reserved] && known.project === project && known.id === id);
    return item ? told(words, item.json) : bqError(`show operation: Not found: ${reserved.slice(2)} ${project}:${id}`);
  }
  const { dataset, table } = named(name, project);
  const of = table === '' ? 'bq datasets' : 'bq tables';
  const id = table === '' ? dataset : `${dataset}.${table}`;
  const item = cloud.items.find((known) => known.of === of && known.project === project && known.id === id);
  if (item) return told(words, item.json);
  return bqError(`show operation: Not found: ${table === '' ? 'Dataset' : 'Table'} ${project}:${id}`);
}

/** Jobs may be listed by those who may see nothing else, so that somebody can be found out at all. */
const SPARED: readonly string[] = ['bq query --dry_run'];

export function bq(cloud: Cloud, args: readonly string[]): WorldAnswer {
  const words = wordsOf(args);
  const [verb = '', name = ''] = words.loose;
  const given = words.flags.get('--project_id');
  const ofName =
    verb !== 'query' &&
    (name.includes(':') ? name.slice(0, name.indexOf(':')) : cloud.projects.some(({ id }) => id === name) ? name : undefined);
  const project = (ofName === false ? undefined : ofName) ?? given ?? cloud.project;
  const kind =
    Object.keys(RESERVED).find((flag) => words.flags.has(flag)) ??
    (words.flags.has('--jobs') ? '--jobs' : words.flags.has('--dry_run') ? '--dry_run' : '');
  const failing = failureOf({ seed: cloud.seed, spared: SPARED }, `bq ${verb} ${kind}`.trim(), args.join(' '));
  if (!cloud.projects.some(({ id }) => id === project)) return bqError(`${verb} operation: Not found: Project ${project}`);
  if (failing === 'denied') {
    return bqError(
      `${verb} operation: Access Denied: Project ${project}: User does not have bigquery.${kind === '--jobs' ? 'jobs.listAll' : 'datasets.get'} permission in project ${project}.`,
    );
  }
  if (failing === 'throttled')
    return bqError(`${verb} operation: Exceeded rate limits: too many api requests per user per method for this user_method`);
  if (verb === 'ls') return list(cloud, words, project);
  if (verb === 'show') return show(cloud, words, project);
  if (verb === 'query') return query(cloud, words, project);
  if (verb === 'head') return said('[]\n');
  return bqError(
    `${verb} operation: Access Denied: Project ${project}: User does not have permission to change anything in project ${project}.`,
  );
}
