// The detector asked about a loaded bill, and its report as a frame can carry it: money as text, everything bounded and printable.

import { type BillRequest, frameBytes, LIMITS, type SpikesFound } from '../protocol/index.js';
import { printable } from '../shared/index.js';
import {
  type Cube,
  type Dimension,
  DIMENSIONS,
  findSpikes,
  hotKeys,
  type Leaf,
  localise,
  type ResourceCube,
  type Spike,
  type SpikeReport,
} from '../spikes/index.js';
import type { Bill } from './load.js';

export type SpikesQuestion = Extract<BillRequest, { kind: 'spikes' }>;
type Told = SpikesFound['reports'][number];
type ToldSpike = Told['spikes'][number];

const MOST_SLICES = 40;
const PLACE_CHARACTERS = 280;
const WHY_CHARACTERS = 900;
const MOST_WHY = 64;
const MOST_NOTES = 200;

/** `onResources` hears what was read of single resources on the way. */
export async function answerSpikes(
  bill: Bill,
  question: SpikesQuestion,
  onResources: (currency: string, found: ResourceCube) => void,
): Promise<SpikesFound> {
  const reports: Told[] = [];
  for (const cube of bill.cubes) {
    if (question.currency !== null && cube.currency !== question.currency) continue;
    const report = findSpikes(cube, { top: question.top, ...(question.since === null ? {} : { since: question.since }) });
    const placed = await withResources(bill, cube, report, onResources);
    reports.push(told({ ...placed, spikes: placed.spikes.map((spike) => ({ ...spike, key: keyIn(cube.series, spike) })) }));
  }
  const files = bill.files.map((file) => ({ ...file, rejects: file.rejects.map((reject) => ({ ...reject })) }));
  const frame: SpikesFound = {
    kind: 'spikes-found',
    id: question.id,
    reports,
    files,
    notes: bill.notes.slice(0, MOST_NOTES),
    engine: bill.engine,
  };
  return fitted(frame);
}

async function withResources(
  bill: Bill,
  cube: Cube,
  report: SpikeReport,
  onResources: (currency: string, found: ResourceCube) => void,
): Promise<SpikeReport> {
  const slices = hotKeys(report).slice(0, MOST_SLICES);
  if (slices.length === 0) return report;
  const found = await bill.resources(cube, slices);
  if (found.series.length === 0) return report;
  onResources(cube.currency, found);
  return localise(report, found);
}

/** A frame that does not fit would pass for a broken protocol: what weighs most and says least goes first. */
function fitted(frame: SpikesFound): SpikesFound {
  if (frameBytes(frame).length <= LIMITS.answerBytes) return frame;
  const bare = (spike: ToldSpike): ToldSpike => ({ ...spike, daily: [], expected: [] });
  const lighter = {
    ...frame,
    files: frame.files.map((file) => ({ ...file, rejects: file.rejects.slice(0, 3) })),
    reports: frame.reports.map((report) => ({
      ...report,
      spikes: report.spikes.map(bare),
      drops: report.drops.map(bare),
      oneOffs: report.oneOffs.map(bare),
    })),
    notes: [...frame.notes, 'the daily figures of the spikes did not fit into the answer'],
  };
  if (frameBytes(lighter).length <= LIMITS.answerBytes) return lighter;
  return {
    ...lighter,
    files: lighter.files.slice(0, 20),
    reports: lighter.reports
      .slice(0, 4)
      .map((report) => ({ ...report, spikes: report.spikes.slice(0, 10), drops: [], oneOffs: [], moves: [] })),
  };
}

function shown(text: string): string {
  return printable(text, PLACE_CHARACTERS - 30);
}

function whereOf(where: Spike['scopes'][number]['where']): Told['moves'][number]['from'] {
  return (['provider', 'account', 'service', 'usageType', 'region', 'resource'] as const).flatMap((dimension) => {
    const value = where[dimension];
    return value === undefined ? [] : [{ dimension, value: shown(value) }];
  });
}

function told(report: SpikeReport): Told {
  return {
    currency: printable(report.currency, 16),
    firstDay: report.firstDay,
    lastDay: report.lastDay,
    total: String(report.total),
    unexpected: String(report.unexpected),
    incomplete: report.incomplete === undefined ? null : { ...report.incomplete },
    spikes: report.spikes.slice(0, LIMITS.spikes).map(toldSpike),
    drops: report.drops.slice(0, LIMITS.spikes).map(toldSpike),
    oneOffs: report.oneOffs.slice(0, LIMITS.spikes).map(toldSpike),
    moves: report.moves.slice(0, LIMITS.spikes).map(({ from, perDay, service, startDay, to, why }) => ({
      service: shown(service),
      from: whereOf(from),
      to: whereOf(to),
      startDay,
      perDay: String(perDay),
      why: why.slice(0, MOST_WHY).map((line) => printable(line, WHY_CHARACTERS)),
    })),
  };
}

/** What all of the bill's lines of this spike have in common is said, also where the spike was found in the whole of a service. */
function keyIn(series: Cube['series'], { key, scopes }: Spike): Leaf {
  const isOf = (leaf: Leaf): boolean => DIMENSIONS.every((dimension) => key[dimension] === '' || leaf[dimension] === key[dimension]);
  const isIn = (leaf: Leaf): boolean =>
    scopes.length === 0 ||
    scopes.some(({ where }) => DIMENSIONS.every((dimension) => where[dimension] === undefined || where[dimension] === leaf[dimension]));
  const leaves = series.filter(({ leaf }) => isOf(leaf) && isIn(leaf)).map(({ leaf }) => leaf);
  const only = (dimension: Dimension): string => {
    const values = new Set(leaves.map((leaf) => leaf[dimension]));
    return values.size === 1 ? ([...values][0] ?? '') : '';
  };
  const said = (dimension: Dimension): string => (key[dimension] === '' ? only(dimension) : key[dimension]);
  return {
    provider: said('provider'),
    account: said('account'),
    service: said('service'),
    usageType: said('usageType'),
    region: said('region'),
  };
}

function toldSpike(spike: Spike): ToldSpike {
  const { key, priceVolume } = spike;
  return {
    rank: spike.rank,
    severity: spike.severity,
    shape: spike.shape,
    key: {
      provider: shown(key.provider),
      account: shown(key.account),
      service: shown(key.service),
      usageType: shown(key.usageType),
      region: shown(key.region),
    },
    startDay: spike.startDay,
    endDay: spike.endDay,
    isOngoing: spike.isOngoing,
    excess: String(spike.excess),
    expectedPerDay: String(spike.expectedPerDay),
    seenPerDay: String(spike.seenPerDay),
    share: spike.share,
    daily: spike.daily.map(String),
    expected: spike.expected.map(String),
    scopes: spike.scopes.slice(0, 64).map(({ excess, share, where }) => ({ where: whereOf(where), excess: String(excess), share })),
    priceVolume:
      priceVolume === undefined
        ? null
        : {
            volume: String(priceVolume.volume),
            price: String(priceVolume.price),
            mixed: String(priceVolume.mixed),
            unit: shown(priceVolume.unit),
          },
    why: spike.why.slice(0, MOST_WHY).map((line) => printable(line, WHY_CHARACTERS)),
  };
}
