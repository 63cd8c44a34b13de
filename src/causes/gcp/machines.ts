// The list of machines: which are new since the day it began, and what made them.

import { at, dayAt, listAt, numberAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { heaviest, isNarrowed, isNearStart, last, outcomes, probe, reading, rows, some, sum } from './define.js';
import { gcloud, regionIn } from './line.js';

type Kind = 'gke-nodes' | 'group-made' | 'strange-places' | 'left-on';

interface Machine {
  readonly name: string;
  readonly type: string;
  readonly zone: string;
  readonly region: string;
  readonly day: string;
  readonly isOn: boolean;
  readonly maker: 'gke' | 'service' | 'own';
  readonly cluster: string;
  /** What it costs, roughly: cores, and a GPU as so many. */
  readonly weight: number;
  readonly gpus: string;
  readonly at: number;
}

const CORES_OF_A_GPU = 24;
const OFF = ['TERMINATED', 'STOPPED', 'STOPPING', 'SUSPENDED', 'SUSPENDING'];

function coresOf(type: string): number {
  const digits = /\d{1,3}g?$/.exec(type)?.[0] ?? '';
  // An accelerator type ends in the number of its GPUs: a2-highgpu-4g.
  if (digits.endsWith('g')) return Number(digits.slice(0, -1)) * CORES_OF_A_GPU;
  const custom = /custom-(\d{1,3})-/.exec(type)?.[1];
  return Number(custom ?? (digits === '' ? '1' : digits));
}

function makerOf(row: unknown, name: string): Machine['maker'] {
  const labels = at(row, 'labels');
  const has = (label: string): boolean => at(labels, label) !== undefined;
  if (name.startsWith('gke-') || has('goog-gke-node') || has('goog-k8s-cluster-name')) return 'gke';
  if (has('goog-dataproc-cluster-name') || has('dataflow_job_id') || has('goog-composer-environment')) return 'service';
  return 'own';
}

function machineOf(row: unknown, place: number): Machine {
  const name = textAt(row, 'name');
  const type = last(textAt(row, 'machineType'));
  const accelerators = listAt(row, 'guestAccelerators');
  const zone = last(textAt(row, 'zone'));
  const gpus = sum(accelerators.map((one) => numberAt(one, 'acceleratorCount') ?? 1));
  const [accelerator] = accelerators;
  return {
    name,
    type,
    zone,
    region: regionIn(zone) ?? zone,
    day: [dayAt(row, 'lastStartTimestamp'), dayAt(row, 'creationTimestamp')].find((day) => day !== '') ?? '',
    isOn: !OFF.includes(textAt(row, 'status')),
    maker: makerOf(row, name),
    cluster: textAt(row, 'labels', 'goog-k8s-cluster-name'),
    weight: coresOf(type) + gpus * CORES_OF_A_GPU,
    gpus: gpus === 0 ? '' : `, ${String(gpus)} ${last(textAt(accelerator, 'acceleratorType'))}`,
    at: place,
  };
}

/** Regions in which nothing ran before, where anything ran before at all. */
function newRegions(near: readonly Machine[], older: readonly Machine[]): readonly string[] {
  const before = new Set(older.map(({ region }) => region));
  return before.size === 0 ? [] : [...new Set(near.map(({ region }) => region))].filter((region) => !before.has(region));
}

const MANY_REGIONS = 3;

/** What a group of machines appends to its own name. The machine says more in its metadata, which no answer carries. */
const OF_A_GROUP = /^(.+)-([a-z0-9]{4})$/;

function groupOf(name: string): string {
  return OF_A_GROUP.exec(name)?.[1] ?? '';
}

/** Names of groups: several machines that differ in four random characters. */
function groupsAmong(machines: readonly Machine[]): ReadonlySet<string> {
  const groups = new Map<string, readonly string[]>();
  for (const { name } of machines) {
    const end = OF_A_GROUP.exec(name)?.[2] ?? '';
    if (end !== '') groups.set(groupOf(name), [...(groups.get(groupOf(name)) ?? []), end]);
  }
  const isRandom = (ends: readonly string[]): boolean => {
    const mixed = ends.filter((end) => /[0-9]/.test(end) && /[a-z]/.test(end));
    return ends.length >= 2 && mixed.length * 2 >= ends.length;
  };
  return new Set([...groups].filter(([, ends]) => isRandom(ends)).map(([group]) => group));
}

interface Around {
  /** Regions in which nothing ran before. */
  readonly fresh: readonly string[];
  /** Regions of the new machines that no service made. */
  readonly own: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

function kindOf({ maker, name, region }: Machine, { fresh, groups, own }: Around): Kind {
  if (maker === 'gke') return 'gke-nodes';
  if (maker === 'service') return 'group-made';
  if (fresh.includes(region) || own.size >= MANY_REGIONS) return 'strange-places';
  return groups.has(groupOf(name)) ? 'group-made' : 'left-on';
}

function readMachines(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const machines = found.map(({ at: place, row }) => machineOf(row, place)).filter(({ type, zone }) => type !== '' || zone !== '');
  if (machines.length === 0) return found.length > 0 || isNarrowed(output) ? undefined : reading('none', [['there is no machine', '']]);
  const running = machines.filter(({ isOn }) => isOn);
  const near = running.filter(({ day }) => isNearStart(day, known));
  if (near.length === 0) {
    if (isNarrowed(output)) return undefined;
    return reading('none-new', [[`${String(running.length)} machines run, none of them made near ${known.startDay}`, '']], {
      zone: machines.map(({ zone }) => zone),
    });
  }
  const older = machines.filter(({ day }) => !isNearStart(day, known));
  const around: Around = {
    fresh: newRegions(near, older),
    own: new Set(near.filter(({ maker }) => maker === 'own').map(({ region }) => region)),
    groups: groupsAmong(machines),
  };
  const top = heaviest(
    near,
    (one) => kindOf(one, around),
    ({ weight }) => weight,
  );
  const kind = near.map((one) => kindOf(one, around)).find((one) => one === top?.key) ?? 'left-on';
  const telling = near.filter((one) => kindOf(one, around) === kind).toSorted((one, other) => other.weight - one.weight);
  const [first] = telling;
  const type = heaviest(telling, (one) => one.type)?.key ?? '';
  const zones = [...new Set(telling.map(({ zone }) => zone))];
  const text = `${String(telling.length)} machines made near ${known.startDay} run: ${some(
    telling.map(({ name }) => name),
    6,
  )} (${type}${first?.gpus ?? ''}) in ${some(zones)}, since ${first?.day ?? ''}`;
  return reading(
    kind,
    [
      [text, `[${String(first?.at ?? 0)}].name`],
      [`${String(older.length)} machines are older or off`, ''],
    ],
    {
      machine: telling.map(({ name }) => name),
      'machine-type': [type],
      zone: zones,
      ...(kind === 'strange-places' ? { 'new-region': around.fresh.length > 0 ? around.fresh : [...around.own] } : {}),
      ...(kind === 'gke-nodes' ? { cluster: telling.map(({ cluster }) => cluster) } : {}),
    },
  );
}

export const MACHINES: Probe = probe({
  name: 'gcp-machines',
  operation: 'gcloud compute instances list',
  asks: 'which machines run, and which of them are new since the day it began',
  learns: ['machine', 'machine-type', 'zone', 'new-region', 'cluster'],
  command: (known) => gcloud('compute instances list', known, '--sort-by=~creationTimestamp', '--limit=300'),
  outcomes: outcomes(
    {
      'left-on': 'machines that somebody made near that day are still running',
      'strange-places': 'machines were made near that day where nothing ran before, or in many regions',
      'gke-nodes': 'the new machines are nodes of a cluster',
      'group-made': 'the new machines were made by a group or a service, as when load grows',
      'none-new': 'no machine is new since then',
      none: 'there is no machine',
    },
    {
      given: {
        G19: [0.74, 0.1, 0.02, 0.04, 0.07, 0.03],
        G24: [0.16, 0.55, 0.02, 0.03, 0.19, 0.05],
        G06: [0.03, 0.02, 0.78, 0.05, 0.09, 0.03],
        G25: [0.06, 0.03, 0.05, 0.1, 0.72, 0.04],
        G18: [0.06, 0.02, 0.08, 0.18, 0.58, 0.08],
        G16: [0.2, 0.1, 0.15, 0.2, 0.3, 0.05],
        G20: [0.04, 0.03, 0.04, 0.5, 0.25, 0.14],
      },
      otherwise: [0.1, 0.03, 0.08, 0.34, 0.36, 0.09],
    },
  ),
  read: readMachines,
});
