// What bq prints about jobs, slots and storage, and what it shows.

import { at, dayAt, numberAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Reading } from '../probe.js';
import { heaviest, isNearStart, last, reading, type Row, rows, sum } from './define.js';
import { isPlaceKnown } from './line.js';

const TIB = 1024 ** 4;
const GIB = 1024 ** 3;
const MOST = 0.5;

function amount(bytes: number): string {
  return bytes >= TIB / 10 ? `${(bytes / TIB).toFixed(2)} TiB` : `${(bytes / GIB).toFixed(1)} GiB`;
}

/** Nothing in a location that was only guessed: it may be in another. */
function isElsewhere(found: readonly Row[], known: Known): boolean {
  return found.length === 0 && !isPlaceKnown(known);
}

function billed(row: unknown): number {
  return numberAt(row, 'statistics', 'query', 'totalBytesBilled') ?? numberAt(row, 'statistics', 'totalBytesProcessed') ?? 0;
}

function isReserved(row: unknown): boolean {
  return textAt(row, 'statistics', 'reservation_id') !== '' || at(row, 'statistics', 'reservationUsage') !== undefined;
}

function userOf(row: unknown): string {
  return textAt(row, 'user_email');
}

function queryOf(row: unknown): string {
  return textAt(row, 'configuration', 'query', 'query').slice(0, 200);
}

function jobIdOf(row: unknown): string {
  return textAt(row, 'jobReference', 'jobId');
}

export function readJobs(output: Output): Reading | undefined {
  const found = output.command.includes('-j') ? rows(output.json, 'jobReference', 'jobId') : undefined;
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('no-jobs', [['no job is listed', '']]);
  const jobs = found.map(({ row }) => row);
  if (jobs.filter(isReserved).length > jobs.length * MOST)
    return reading('reserved', [[`most of ${String(jobs.length)} jobs run in a reservation`, '[0].statistics']]);
  const total = sum(jobs.map(billed));
  if (total === 0) return reading('loads', [[`none of ${String(jobs.length)} jobs was billed for a scan`, '']]);
  const user = heaviest(
    found,
    ({ row }) => userOf(row),
    ({ row }) => billed(row),
  );
  const query = heaviest(
    found,
    ({ row }) => queryOf(row),
    ({ row }) => billed(row),
  );
  const largest = found.toSorted((one, other) => billed(other.row) - billed(one.row))[0];
  const told = largest === undefined ? [] : [tellJob(largest)];
  const learned = {
    'query-user': user === undefined ? [] : [user.key],
    job: largest === undefined ? [] : [jobIdOf(largest.row)],
  };
  if (query !== undefined && query.share > MOST && jobs.filter((row) => queryOf(row) === query.key).length > 1) {
    const times = jobs.filter((row) => queryOf(row) === query.key).length;
    const text = `one query ran ${String(times)} times and scanned ${amount(query.weight)} of ${amount(total)}: ${query.key}`;
    return reading('one-eater', [[text, `[${String(query.first.at)}].configuration.query`], ...told], learned);
  }
  if (user !== undefined && user.share > MOST) {
    const text = `${user.key} scanned ${amount(user.weight)} of ${amount(total)} in ${String(jobs.length)} jobs`;
    return reading('one-eater', [[text, `[${String(user.first.at)}].user_email`], ...told], learned);
  }
  return reading('spread', [[`${amount(total)} scanned by many users in ${String(jobs.length)} jobs`, ''], ...told]);
}

function tellJob({ at: place, row }: Row): readonly [string, string] {
  return [
    `job ${jobIdOf(row)} of ${userOf(row)}, ${dayAt(row, 'statistics', 'creationTime')}: ${amount(billed(row))}`,
    `[${String(place)}]`,
  ];
}

export function readUsers(output: Output, known: Known): Reading | undefined {
  const found = output.command.includes('bytes_after') ? rows(output.json, 'user_email') : undefined;
  if (found === undefined || isElsewhere(found, known)) return undefined;
  const rise = ({ row }: Row): number => (numberAt(row, 'bytes_after') ?? 0) - (numberAt(row, 'bytes_before') ?? 0);
  const risen = found.filter((one) => rise(one) > 0);
  const total = sum(risen.map(rise));
  const before = sum(found.map(({ row }) => numberAt(row, 'bytes_before') ?? 0));
  if (found.length === 0 || total <= before * 0.15) return reading('flat', [['the bytes billed did not rise', '']]);
  const [top] = risen.toSorted((one, other) => rise(other) - rise(one));
  if (top === undefined || rise(top) < total * MOST)
    return reading('all-rose', [[`${String(risen.length)} users scan more, ${amount(total)} together`, '']]);
  const text = `${userOf(top.row)} scanned ${amount(numberAt(top.row, 'bytes_after') ?? 0)} in the week from that day, ${amount(numberAt(top.row, 'bytes_before') ?? 0)} in the week before`;
  return reading('one-rose', [[text, `[${String(top.at)}]`]], { 'query-user': [userOf(top.row)] });
}

export function readReservations(output: Output, known: Known): Reading | undefined {
  const found = output.command.includes('--reservation ') ? rows(output.json, 'name') : undefined;
  if (found === undefined || isElsewhere(found, known)) return undefined;
  const tell = ({ at: place, row }: Row): readonly [string, string] => [
    `reservation ${last(textAt(row, 'name'))}: ${textAt(row, 'slotCapacity') || '0'} slots, autoscaling to ${textAt(row, 'autoscale', 'maxSlots') || 'none'}, changed ${textAt(row, 'updateTime').slice(0, 10)}`,
    `[${String(place)}]`,
  ];
  const learned = (of: readonly Row[]) => ({
    reservation: of.map(({ row }) => last(textAt(row, 'name'))),
    'max-slots': of.map(({ row }) => textAt(row, 'autoscale', 'maxSlots')),
  });
  const near = found.filter(({ row }) => [dayAt(row, 'updateTime'), dayAt(row, 'creationTime')].some((day) => isNearStart(day, known)));
  if (near.length > 0) return reading('changed', near.map(tell), learned(near));
  const scaled = found.filter(({ row }) => (numberAt(row, 'autoscale', 'maxSlots') ?? 0) > 0);
  if (scaled.length > 0) return reading('autoscales', scaled.map(tell), learned(scaled));
  return found.length > 0 ? reading('fixed', found.map(tell), learned(found)) : reading('none', [['there is no reservation', '']]);
}

export function readCommitments(output: Output, known: Known): Reading | undefined {
  const found = output.command.includes('--capacity_commitment') ? rows(output.json, 'name') : undefined;
  if (found === undefined || isElsewhere(found, known)) return undefined;
  const near = found.filter(({ row }) =>
    [dayAt(row, 'commitmentEndTime'), dayAt(row, 'commitmentStartTime')].some((day) => isNearStart(day, known)),
  );
  const tell = ({ at: place, row }: Row): readonly [string, string] => [
    `commitment of ${textAt(row, 'slotCount')} slots, ${textAt(row, 'plan')}: from ${textAt(row, 'commitmentStartTime').slice(0, 10)} to ${textAt(row, 'commitmentEndTime').slice(0, 10)}`,
    `[${String(place)}]`,
  ];
  if (near.length > 0) return reading('turned', near.map(tell));
  return found.length > 0 ? reading('holds', found.map(tell)) : reading('none', [['there is no commitment of slots', '']]);
}

export function readStorage(output: Output, known: Known): Reading | undefined {
  const found = output.command.includes('TABLE_STORAGE') ? rows(output.json, 'table_name') : undefined;
  if (found === undefined || isElsewhere(found, known)) return undefined;
  if (found.length === 0) return reading('nothing', [['no table is listed', '']]);
  const bytes = ({ row }: Row): number => numberAt(row, 'total_logical_bytes') ?? 0;
  const nameOf = ({ row }: Row): string => `${textAt(row, 'table_schema')}.${textAt(row, 'table_name')}`;
  const total = sum(found.map(bytes));
  const tell = (one: Row): readonly [string, string] => [
    `${nameOf(one)} holds ${amount(bytes(one))} of ${amount(total)}, made ${dayAt(one.row, 'creation_time')}`,
    `[${String(one.at)}]`,
  ];
  const learned = (of: readonly Row[]) => ({ table: of.map(nameOf), dataset: of.map(({ row }) => textAt(row, 'table_schema')) });
  const made = found.filter(({ row }) => isNearStart(dayAt(row, 'creation_time'), known));
  if (total > 0 && sum(made.map(bytes)) > total * 0.15) return reading('new-table', made.map(tell), learned(made));
  const [top] = found.toSorted((one, other) => bytes(other) - bytes(one));
  if (top !== undefined && total > 0 && bytes(top) > total * MOST) return reading('one-table', [tell(top)], learned([top]));
  return reading('spread', found.slice(0, 4).map(tell), learned(found));
}

export function readDataset(output: Output, known: Known): Reading | undefined {
  const dataset = textAt(output.json, 'datasetReference', 'datasetId');
  if (dataset === '') return undefined;
  const model = textAt(output.json, 'storageBillingModel') || 'LOGICAL';
  const changed = dayAt(output.json, 'lastModifiedTime');
  const expiry = numberAt(output.json, 'defaultPartitionExpirationMs') ?? numberAt(output.json, 'defaultTableExpirationMs');
  const text = `dataset ${dataset}: billed ${model}, ${expiry === undefined ? 'nothing expires' : `expires after ${String(expiry / 86_400_000)} days`}, changed ${changed}`;
  const outcome = isNearStart(changed, known) ? 'changed' : expiry === undefined ? 'no-expiry' : 'expires';
  return reading(outcome, [[text, 'datasetReference']], { dataset: [dataset] });
}
