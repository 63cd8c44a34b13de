// Listings of stores that may hold billions of things: by prefix, or by how many.

import { firstOf, flagNamed, given, isOn, words } from '../given.js';
import type { ReadOnly } from '../stages.js';
import { isList, isMap, type Raw } from '../values/raw.js';
import { type BoundCheck, tooMuch, tooWide, unbounded } from './bound.js';

const MOST_OBJECTS = 10_000;
const LEAST_PAGE = 100;

/** `gs://bucket/some/thing` but not `gs://bucket` and nothing with a wildcard. */
const BELOW_A_BUCKET = /^(?:gs|s3):\/\/[^/*?[\]]+\/[^/*?[\]][^*?[\]]*$/;
const NO_WILDCARD = /^[^*?[\]]*$/;

function isRecursive(command: ReadOnly): boolean {
  return ['--recursive', '-r', '-R', '-a', '--all-versions'].some((name) => isOn(command, name));
}

/** Listings by URL: every bucket and every prefix one level deep; all levels only below a prefix. */
function urlList(command: ReadOnly, isDeep: boolean): ReturnType<BoundCheck> {
  const urls = words(command).map(({ text }) => text);
  if (!urls.every((url) => NO_WILDCARD.test(url))) return unbounded(command, 'URL', 'a prefix without wildcards');
  const needsPrefix = isDeep || isRecursive(command);
  if (needsPrefix && (urls.length === 0 || !urls.every((url) => BELOW_A_BUCKET.test(url))))
    return unbounded(command, 'URL', 'a prefix below the bucket, such as gs://bucket/events/2026-03-26/');
  const page = given(command, '--page-size', 'count');
  // T7: one paid request for each object.
  return page && page.argument.value < LEAST_PAGE ? tooWide(page, `pages of at least ${String(LEAST_PAGE)}`) : undefined;
}

/** `aws s3api list-…` reads page after page, so it is bounded by how many. */
function countedList(command: ReadOnly): ReturnType<BoundCheck> {
  const count =
    firstOf(command, ['--max-items', '--limit'], 'count') ??
    (isOn(command, '--no-paginate') ? firstOf(command, ['--max-keys'], 'count') : undefined);
  if (!count) return unbounded(command, '--max-items', `--max-items of at most ${String(MOST_OBJECTS)}`);
  return count.argument.value > MOST_OBJECTS ? tooMuch(count, `${String(MOST_OBJECTS)} objects`) : undefined;
}

export const objectList: BoundCheck = (command) => {
  const { binary, path } = command.rule;
  const isByCount = (binary === 'aws' && path[0] !== 's3') || path.includes('objects');
  return isByCount ? countedList(command) : urlList(command, path.at(-1) === 'du');
};

/** A filter that names something of one's own. */
function isNarrow(filter: Raw): boolean {
  const name = isMap(filter) ? filter.get('Name') : undefined;
  return typeof name === 'string' && !['is-public', 'state', 'architecture', 'virtualization-type'].includes(name);
}

/** Images and snapshots: everybody's are listed unless one says whose. */
export const imageList: BoundCheck = (command) => {
  const names = ['--owners', '--owner-ids', '--image-ids', '--snapshot-ids', '--executable-users', '--restorable-by-user-ids'];
  if (names.some((name) => flagNamed(command, name))) return undefined;
  const filters = given(command, '--filters', 'json')?.argument.value;
  if (filters !== undefined && isList(filters) && filters.some(isNarrow)) return undefined;
  return unbounded(command, '--owners', 'whose they are, such as --owners self');
};

/** Rows of a table, without a query. */
export const headRows: BoundCheck = (command) => {
  const rows = firstOf(command, ['--max_rows', '--max_results'], 'count');
  if (!rows) return unbounded(command, '--max_rows', '--max_rows of at most 1000');
  return rows.argument.value > 1_000 ? tooMuch(rows, '1000 rows') : undefined;
};

/** Lists that the CLI reads to their end: by how many. */
export const countList: BoundCheck = (command) => {
  const count = firstOf(command, ['--max-items', '--limit'], 'count');
  if (!count && !isOn(command, '--no-paginate')) return unbounded(command, '--max-items', `--max-items of at most ${String(MOST_OBJECTS)}`);
  return count && count.argument.value > MOST_OBJECTS ? tooMuch(count, String(MOST_OBJECTS)) : undefined;
};
