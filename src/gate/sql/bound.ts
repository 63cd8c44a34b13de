// Whether each table that a query scans is bounded by something that the engine can leave partitions out for.

import { digitsInstant, type SqlParameters } from './constant.js';
import { writtenDay } from './day.js';
import { crossJoined } from './join.js';
import { type Scope, scopeOf } from './scope.js';
import { type Context, daysOf, SUFFIX, spansOf } from './span.js';
import { isTimeColumn } from './time-column.js';
import type { Select, Source, SqlQuery } from './tree.js';
import { viewName, viewRule } from './views.js';

export interface SqlLimits {
  /** A day that the policy holds for today, `2026-03-26`: a lower bound without an upper one is counted from it. */
  readonly asOfDay: string;
  /** For one table in one query. */
  readonly mostDays: number;
  /** The projects whose tables may be read; all but the public ones where there is no list. */
  readonly projects?: ReadonlySet<string>;
}

export interface SqlUnbounded {
  readonly code: 'sql-unbounded' | 'sql-too-long' | 'sql-cross-join' | 'sql-foreign';
  readonly table: string;
  readonly at: number;
  /** The column to bound, and how. */
  readonly column: string;
  readonly example: string;
}

const BILLING = /^gcp_billing_export_/i;
const BEFORE_WILDCARD = /(?:^|_)(\d{4,7})\*$/;
const OF_ONE_DAY = /_(\d{8})$/;
const PUBLIC = /^bigquery-public-data$|^(?:google\.com:)?publicdata$/i;

function nameOf({ path }: Source): string {
  return path.at(-1) ?? '';
}

function digitsBefore(source: Source): string | undefined {
  if (source.kind !== 'table' || !nameOf(source).endsWith('*')) return undefined;
  return BEFORE_WILDCARD.exec(nameOf(source))?.[1] ?? '';
}

/** Whether a bound on the column is one on the table. */
function counts(source: Source, column: string): boolean {
  const view = viewName(source);
  if (view !== undefined) return [viewRule(view)?.time, viewRule(view)?.one].includes(column.toLowerCase());
  // The tables of a billing export are one for each account, and partitioned by day.
  if (nameOf(source).endsWith('*') && !BILLING.test(nameOf(source))) return column === SUFFIX;
  return column === SUFFIX || isTimeColumn(column);
}

function hint(source: Source): Pick<SqlUnbounded, 'column' | 'example'> {
  const view = viewName(source);
  const rule = view === undefined ? undefined : viewRule(view);
  if (rule?.one !== undefined) return { column: rule.one, example: `${rule.one} = "events"` };
  if (rule?.time === 'usage_date') return { column: 'usage_date', example: 'usage_date >= DATE_SUB(CURRENT_DATE(), INTERVAL 30 DAY)' };
  if (rule?.time !== undefined) return { column: rule.time, example: `${rule.time} >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)` };
  if (BILLING.test(nameOf(source)))
    return { column: '_PARTITIONDATE', example: '_PARTITIONDATE >= DATE_SUB(CURRENT_DATE(), INTERVAL 30 DAY)' };
  if (nameOf(source).endsWith('*')) return { column: '_TABLE_SUFFIX', example: '_TABLE_SUFFIX BETWEEN "20260301" AND "20260331"' };
  return { column: '_PARTITIONTIME', example: '_PARTITIONTIME >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)' };
}

function contextOf(scope: Scope, limits: SqlLimits, parameters: SqlParameters): Context {
  return {
    scope,
    parameters,
    asOf: writtenDay(limits.asOfDay) ?? Number.NaN,
    wildcards: scope.sources.map(digitsBefore),
    names: scope.sources.map((source) => viewRule(viewName(source) ?? '')?.one),
  };
}

/** For each source the fewest days that some column leaves of it; nothing where no column bounds it. */
function daysLeft(context: Context, select: Select): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [key, span] of spansOf(context, { kind: 'and', of: select.conditions })) {
    const [index = ''] = key.split(' ', 1);
    const column = key.slice(index.length + 1);
    const source = context.scope.sources[Number(index)];
    const days = daysOf(span, context.asOf);
    if (source && counts(source, column) && Number.isFinite(days))
      found.set(Number(index), Math.min(days, found.get(Number(index)) ?? days));
  }
  return found;
}

/** T7: what somebody else keeps, and we would pay for reading. */
function isForeign({ path }: Source, projects: ReadonlySet<string> | undefined): boolean {
  const [project = ''] = path;
  const isNamed = path.length > 2 && !(path.length === 3 && path[1]?.toUpperCase() === 'INFORMATION_SCHEMA');
  return PUBLIC.test(project) || (isNamed && projects !== undefined && !projects.has(project));
}

function unbounded(code: SqlUnbounded['code'], source: Source): SqlUnbounded {
  return { code, table: source.text, at: source.at, ...hint(source) };
}

/** `events_20260326`: each day has a table of its own. */
function isOfOneDay(source: Source): boolean {
  const written = OF_ONE_DAY.exec(nameOf(source))?.[1];
  return written !== undefined && digitsInstant(written) !== undefined;
}

function isSmallView(source: Source): boolean {
  const view = viewName(source);
  const rule = view === undefined ? undefined : viewRule(view);
  return rule !== undefined && rule.time === undefined && rule.one === undefined;
}

function boundSelect(select: Select, limits: SqlLimits, parameters: SqlParameters): SqlUnbounded | undefined {
  const scope = scopeOf(select);
  const left = daysLeft(contextOf(scope, limits, parameters), select);
  for (const [index, source] of scope.sources.entries()) {
    if (source.kind !== 'table') continue;
    if (isForeign(source, limits.projects)) return unbounded('sql-foreign', source);
    if (isSmallView(source)) continue;
    const days = isOfOneDay(source) ? 1 : source.isReshaped ? undefined : left.get(index);
    if (days === undefined) return unbounded('sql-unbounded', source);
    // T7: written so that a number of days that is none refuses.
    if (!(days <= limits.mostDays)) return unbounded('sql-too-long', source);
  }
  const crossed = scope.sources[crossJoined(select, scope) ?? -1];
  return crossed && unbounded('sql-cross-join', crossed);
}

/** The first table that would be scanned without bound; nothing where all are bounded. */
export function boundSql(query: SqlQuery, limits: SqlLimits, parameters: SqlParameters): SqlUnbounded | undefined {
  for (const select of query.selects) {
    const found = boundSelect(select, limits, parameters);
    if (found) return found;
  }
  return undefined;
}
