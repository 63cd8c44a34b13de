// Which SQL may be asked of a bill: one SELECT over the views that are there, with functions that are listed here. Judged on the tree that
// the engine itself parsed, so there is no second opinion about what a text means. Whatever is not listed is refused.

import { err, ok, type Result } from '../../shared/index.js';

export const VIEWS = ['daily', 'series', 'one_offs', 'resources', 'files'] as const;

/** What a query, a table or an order may be. Not here: functions that are tables, files that are tables, recursion. */
const SHAPES: ReadonlySet<string> = new Set([
  'SELECT_NODE',
  'SET_OPERATION_NODE',
  'CTE_NODE',
  'BASE_TABLE',
  'SUBQUERY',
  'JOIN',
  'EMPTY',
  'EXPRESSION_LIST',
  'ORDER_MODIFIER',
  'LIMIT_MODIFIER',
  'DISTINCT_MODIFIER',
  'ASCENDING',
  'DESCENDING',
  'ORDER_DEFAULT',
]);

const EXPRESSIONS: ReadonlySet<string> = new Set([
  'COLUMN_REF',
  'CONSTANT',
  'FUNCTION',
  'WINDOW',
  'COMPARISON',
  'CONJUNCTION',
  'OPERATOR',
  'CAST',
  'CASE',
  'BETWEEN',
  'SUBQUERY',
  'STAR',
]);

/** T-FLOOD: none of these makes much out of little. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    '+ - * / // % || ~~ !~~ ~~* !~~* abs round floor ceil ceiling trunc sign sqrt ln log log10 log2 exp pow power mod greatest least ' +
    'coalesce nullif ifnull if lower upper trim ltrim rtrim length left right substr substring replace split_part strpos instr contains ' +
    'prefix suffix starts_with ends_with concat concat_ws like_escape regexp_matches regexp_extract regexp_full_match ' +
    'date_trunc date_part date_diff datediff date_add date_sub extract year month day week weekday dayofweek isodow dayofyear dayname monthname ' +
    'quarter strftime last_day make_date epoch today to_days to_weeks to_months to_years ' +
    'count count_star sum avg mean min max median mode stddev stddev_samp stddev_pop variance var_samp var_pop quantile quantile_cont quantile_disc ' +
    'approx_count_distinct arg_max arg_min max_by min_by first last any_value bool_and bool_or count_if corr regr_slope regr_intercept mad sum_no_overflow ' +
    'row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value'
  ).split(' '),
);

export interface Refused {
  readonly code: 'not-one-select' | 'unknown-table' | 'unknown-function' | 'not-permitted';
  readonly detail: string;
}

type Judged = Result<undefined, Refused>;

function refused(code: Refused['code'], detail: string): Result<never, Refused> {
  return err({ code, detail });
}

/** `tree` is what the engine's own serializer says of the text. */
export function judgeTree(tree: unknown): Judged {
  if (!isObject(tree) || tree['error'] !== false || !Array.isArray(tree['statements'])) {
    const said = isObject(tree) && typeof tree['error_message'] === 'string' ? tree['error_message'] : 'no SQL';
    return refused('not-one-select', said);
  }
  if (tree['statements'].length !== 1) return refused('not-one-select', `${String(tree['statements'].length)} statements`);
  const known = new Set<string>(VIEWS);
  collectNames(tree, known);
  return judgeNode(tree['statements'], known);
}

/** Its members are looked at one by one. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names that a WITH gives to SELECTs of the same text. */
function collectNames(node: unknown, names: Set<string>): void {
  if (Array.isArray(node)) {
    for (const inner of listOf(node)) collectNames(inner, names);
    return;
  }
  if (!isObject(node)) return;
  const map = isObject(node['cte_map']) ? node['cte_map']['map'] : undefined;
  if (Array.isArray(map)) {
    for (const one of listOf(map)) if (isObject(one) && typeof one['key'] === 'string') names.add(one['key'].toLowerCase());
  }
  for (const inner of Object.values(node)) collectNames(inner, names);
}

function judgeNode(node: unknown, tables: ReadonlySet<string>): Judged {
  if (Array.isArray(node)) {
    for (const inner of listOf(node)) {
      const judged = judgeNode(inner, tables);
      if (!judged.ok) return judged;
    }
    return ok(undefined);
  }
  if (!isObject(node)) return ok(undefined);
  const judged = judgeObject(node, tables);
  if (!judged.ok) return judged;
  // A constant is a value, whatever it looks like inside.
  return node['class'] === 'CONSTANT' ? ok(undefined) : judgeNode(Object.values(node), tables);
}

function judgeObject(node: Readonly<Record<string, unknown>>, tables: ReadonlySet<string>): Judged {
  const { class: kind, type } = node;
  if (typeof kind === 'string') {
    if (!EXPRESSIONS.has(kind)) return refused('not-permitted', `a ${kind.toLowerCase()} expression`);
  } else if (typeof type === 'string' && !SHAPES.has(type)) return refused('not-permitted', type.toLowerCase().replaceAll('_', ' '));
  if (typeof node['function_name'] === 'string' && !(FUNCTIONS.has(node['function_name'].toLowerCase()) && isUnqualified(node))) {
    return refused('unknown-function', node['function_name']);
  }
  if (type === 'BASE_TABLE' || 'table_name' in node) {
    const name = typeof node['table_name'] === 'string' ? node['table_name'] : '';
    if (!tables.has(name.toLowerCase()) || !isUnqualified(node)) return refused('unknown-table', name);
  }
  return ok(undefined);
}

/** No schema and no catalog: the ones that list the machine are a name away. */
function isUnqualified(node: Readonly<Record<string, unknown>>): boolean {
  return ['schema', 'schema_name', 'catalog', 'catalog_name'].every((name) => node[name] === undefined || node[name] === '');
}
