// The views of INFORMATION_SCHEMA that may be read, and what bounds a read of each. What is not here is refused.

import type { SqlRefusal } from './refusal.js';
import type { Select, Source, SqlQuery } from './tree.js';

/** A column that must be bounded in time, `one` for a column that must be one value, nothing where the view is small. */
export interface ViewRule {
  readonly time?: string;
  readonly one?: string;
}

const SMALL: ViewRule = {};
const JOBS: ViewRule = { time: 'creation_time' };
const JOBS_TIMELINE: ViewRule = { time: 'job_creation_time' };
const STARTED: ViewRule = { time: 'start_timestamp' };
const SCOPES = ['', '_BY_USER', '_BY_PROJECT', '_BY_FOLDER', '_BY_ORGANIZATION'];

const scoped = (names: readonly string[], rule: ViewRule): readonly (readonly [string, ViewRule])[] =>
  names.flatMap((name) => SCOPES.map((scope) => [name + scope, rule] as const));

/** The older list of tables, which each dataset has. */
const TABLES = '__TABLES__';

const VIEWS: ReadonlyMap<string, ViewRule> = new Map([
  ...scoped(['JOBS'], JOBS),
  ...scoped(['JOBS_TIMELINE'], JOBS_TIMELINE),
  ...scoped(['STREAMING_TIMELINE', 'WRITE_API_TIMELINE'], STARTED),
  ...scoped(['TABLE_STORAGE_USAGE_TIMELINE'], { time: 'usage_date' }),
  ...scoped(['RESERVATIONS_TIMELINE'], { time: 'period_start' }),
  ...scoped(['RESERVATION_CHANGES', 'ASSIGNMENT_CHANGES', 'CAPACITY_COMMITMENT_CHANGES'], { time: 'change_timestamp' }),
  ...scoped(['TABLE_STORAGE', 'RESERVATIONS', 'ASSIGNMENTS', 'CAPACITY_COMMITMENTS', 'RECOMMENDATIONS', 'INSIGHTS'], SMALL),
  [TABLES, SMALL],
  ['PARTITIONS', { one: 'table_name' }],
  ...['TABLES', 'TABLE_SNAPSHOTS', 'COLUMNS', 'COLUMN_FIELD_PATHS', 'TABLE_CONSTRAINTS', 'KEY_COLUMN_USAGE', 'CONSTRAINT_COLUMN_USAGE'].map(
    (name) => [name, SMALL] as const,
  ),
  ...['SCHEMATA', 'SCHEMATA_REPLICAS', 'BI_CAPACITIES', 'MATERIALIZED_VIEWS', 'SEARCH_INDEXES', 'VECTOR_INDEXES'].map(
    (name) => [name, SMALL] as const,
  ),
  ['BI_CAPACITY_CHANGES', { time: 'change_timestamp' }],
]);

/** A column with the whole definition of what it describes: T6: queries and paths that others wrote. */
const DEFINITION = 'ddl';
const WITH_DEFINITION = new Set(['TABLES', 'TABLE_SNAPSHOTS', 'SCHEMATA', 'SEARCH_INDEXES', 'VECTOR_INDEXES']);

/** The name of the view in capitals, where a source is one. */
export function viewName({ kind, path }: Source): string | undefined {
  if (kind === 'table' && path.at(-1) === TABLES) return TABLES;
  return kind === 'table' && path.at(-2)?.toUpperCase() === 'INFORMATION_SCHEMA' ? path.at(-1)?.toUpperCase() : undefined;
}

export function viewRule(view: string): ViewRule | undefined {
  return VIEWS.get(view);
}

/** Not a view on the list, or the word in a place where it names something else. */
function isOdd(source: Source): boolean {
  const { kind, path } = source;
  const view = viewName(source);
  const isMisplaced = path.some((part, index) => part.toUpperCase() === 'INFORMATION_SCHEMA' && index !== path.length - 2);
  return kind === 'table' && (isMisplaced || (view !== undefined && !VIEWS.has(view)));
}

function hasDefinition(source: Source): boolean {
  const view = viewName(source);
  return view !== undefined && WITH_DEFINITION.has(view);
}

/** T6: `*`, and a row as a value, hold the column without its name. */
function wholeRow(select: Select): SqlRefusal | undefined {
  const star = select.stars.find(({ except }) => !except.includes(DEFINITION));
  return star && select.sources.some(hasDefinition) ? { code: 'sql-view', at: star.at, text: '*' } : undefined;
}

export function refusedView({ selects, columns }: SqlQuery): SqlRefusal | undefined {
  const sources = selects.flatMap((select) => select.sources);
  const odd = sources.find(isOdd);
  if (odd) return { code: 'sql-view', at: odd.at, text: odd.text };
  const rows = new Set(sources.filter(hasDefinition).map(({ alias }) => alias));
  if (rows.size === 0) return undefined;
  const column = columns.find(
    ({ path }) => path.some((part) => part.toLowerCase() === DEFINITION) || (path.length === 1 && rows.has(path.join('').toLowerCase())),
  );
  if (column) return { code: 'sql-view', at: column.at, text: column.path.join('.') };
  return selects.map(wholeRow).find((found) => found !== undefined);
}
