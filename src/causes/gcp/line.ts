// Lines for gcloud and bq, made from what a case knows. Names that answers gave are put into a line only where they are plain: the gate
// would refuse the others, and a refused line tells nothing.

import { dayPlus } from '../json.js';
import type { Known, NameKind } from '../known.js';

const PROJECT = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
const REGION = /^[a-z]+-[a-z]+\d{1,2}$/;
const ZONE = /^[a-z]+-[a-z]+\d{1,2}-[a-z]$/;
const MULTI_REGION = /^(?:us|eu)$/;
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,180}$/;
/** Where most projects have most of what they have. */
const USUAL_REGION = 'us-central1';

function namesOf(known: Known, kind: NameKind): readonly string[] {
  return known.names.get(kind) ?? [];
}

/** The first name of a kind that may stand in a line as it is. */
export function plain(known: Known, kind: NameKind): string | undefined {
  return namesOf(known, kind).find((name) => PLAIN.test(name));
}

export function projectOf(known: Known): string | undefined {
  return namesOf(known, 'project').find((name) => PROJECT.test(name));
}

/** The region of a place: a zone is in one. */
export function regionIn(place: string): string | undefined {
  const word = place.slice(place.lastIndexOf('/') + 1).toLowerCase();
  if (REGION.test(word)) return word;
  return ZONE.test(word) ? word.slice(0, -2) : undefined;
}

/** Whether the bill, or an answer, says where; a list of a place that was guessed shows nothing by being empty. */
export function isPlaceKnown(known: Known): boolean {
  const places = [...namesOf(known, 'region'), ...namesOf(known, 'zone')];
  return places.some((place) => regionIn(place) !== undefined || MULTI_REGION.test(place.toLowerCase()));
}

function isRegionKnown(known: Known): boolean {
  return [...namesOf(known, 'region'), ...namesOf(known, 'zone')].some((place) => regionIn(place) !== undefined);
}

/** A read of one region; none where no region is known, since a log may still tell it. */
export function regional(words: string, known: Known, flag: string, ...flags: readonly string[]): string | undefined {
  return isRegionKnown(known) ? gcloud(words, known, `${flag}=${regionOf(known)}`, ...flags) : undefined;
}

/** The region where the money rose, or the one that is most usual. */
export function regionOf(known: Known): string {
  return [...namesOf(known, 'region'), ...namesOf(known, 'zone')].map(regionIn).find((region) => region !== undefined) ?? USUAL_REGION;
}

export function zoneOf(known: Known): string {
  return namesOf(known, 'zone').find((zone) => ZONE.test(zone)) ?? `${regionOf(known)}-b`;
}

/** A location as BigQuery names it. */
export function locationOf(known: Known): string {
  const places = namesOf(known, 'region').map((region) => region.toLowerCase());
  return places.find((place) => MULTI_REGION.test(place) || REGION.test(place)) ?? 'us';
}

/** `gcloud compute disks list` with the flags and the project where it is known. */
export function gcloud(words: string, known: Known, ...flags: readonly string[]): string {
  const project = projectOf(known);
  return ['gcloud', words, ...(project === undefined ? [] : [`--project=${project}`]), ...flags, '--format=json'].join(' ');
}

export function bq(words: string, known: Known, ...flags: readonly string[]): string {
  const project = projectOf(known);
  return ['bq', words, ...(project === undefined ? [] : [`--project_id=${project}`]), '--format=json', ...flags].join(' ');
}

const DAY_MS = 86_400_000;

export function millisecondsOf(day: string): string {
  const time = Date.parse(day);
  return String(Number.isNaN(time) ? DAY_MS : time);
}

/** Entries of the logs around the first day that rose. */
export function logsAround(filter: string, known: Known, before: number, after: number, limit = 50): string {
  const from = `timestamp>="${dayPlus(known.startDay, -before)}T00:00:00Z"`;
  const to = `timestamp<"${dayPlus(known.startDay, after + 1)}T00:00:00Z"`;
  return gcloud('logging read', known, `'${filter} AND ${from} AND ${to}'`, `--limit=${String(limit)}`);
}

/** The newest entries. */
export function logsNow(filter: string, known: Known, freshness: string, limit: number): string {
  return gcloud('logging read', known, `'${filter}'`, `--freshness=${freshness}`, `--limit=${String(limit)}`);
}

/** What the recommender calls idle in one zone; it asks for a project by name. */
export function idleRead(known: Known): string | null {
  if (projectOf(known) === undefined) return null;
  const recommender = '--recommender=google.compute.instance.IdleResourceRecommender';
  return gcloud('recommender recommendations list', known, recommender, `--location=${zoneOf(known)}`, '--limit=50');
}
