// Which columns tell the time of a row. Without its schema nobody knows what a table is partitioned by; these are the names that tables are
// partitioned by in practice. T7: a name that merely holds `date` or `time` is not one.

const PSEUDO = new Set(['_partitiontime', '_partitiondate']);
const ENDS = new Set(
  'at created date datetime day ds dt hour ingested loaded modified month start started time timestamp ts updated week end ended'.split(
    ' ',
  ),
);
/** Behind the last word: the zone it is in. */
const ZONES = new Set('local pst pt utc'.split(' '));
/** Times that say nothing about when a row was written: a table is not partitioned by them. */
const OF_OTHER_THINGS = new Set(
  'anniversary birth birthday born dob due effective end_of_life expiration expire expires expiry hire hired valid warranty founded'.split(
    ' ',
  ),
);
const HUMP = /(?<=[a-z0-9])(?=[A-Z])|_/;
const MOST_NAME = 128;

export function isTimeColumn(name: string): boolean {
  if (name.length > MOST_NAME) return false;
  if (PSEUDO.has(name.toLowerCase())) return true;
  const parts = name.split(HUMP).map((part) => part.toLowerCase());
  const [end = '', before = ''] = [...parts].reverse();
  return ENDS.has(ZONES.has(end) ? before : end) && !parts.some((part) => OF_OTHER_THINGS.has(part));
}
