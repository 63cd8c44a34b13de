// Reads about clusters and idle machines.

import { at, dayAt, listAt, numberAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { after, isNearStart, last, outcomes, probe, reading, type Row, rows, some, sum, type Told } from './define.js';
import { gcloud, idleRead, logsNow } from './line.js';
import { readRecommendations } from './security.js';

function startedWith(row: unknown): number {
  return sum(
    listAt(row, 'nodePools').map((pool) => {
      const zones = Math.max(1, listAt(pool, 'locations').length || listAt(row, 'locations').length);
      return (numberAt(pool, 'initialNodeCount') ?? 0) * zones;
    }),
  );
}

function tellCluster({ at: place, row }: Row): Told {
  const pools = listAt(row, 'nodePools').map((pool) => {
    const most = textAt(pool, 'autoscaling', 'maxNodeCount') || textAt(pool, 'autoscaling', 'totalMaxNodeCount');
    return `${textAt(pool, 'name')} (${textAt(pool, 'config', 'machineType')}, at most ${most || 'fixed'})`;
  });
  return [
    `cluster ${textAt(row, 'name')} in ${textAt(row, 'location')}: ${textAt(row, 'currentNodeCount') || '?'} nodes, begun with ${String(startedWith(row))}; pools ${some(pools)}`,
    `[${String(place)}]`,
  ];
}

const GROWN = 1.5;

function readClusters(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no cluster', '']]);
  const learned = (of: readonly Row[]) => ({
    cluster: of.map(({ row }) => textAt(row, 'name')),
    'cluster-location': of.map(({ row }) => textAt(row, 'location') || textAt(row, 'zone')),
    'node-pool': of.flatMap(({ row }) =>
      listAt(row, 'nodePools')
        .toSorted(
          (one, other) => (numberAt(other, 'autoscaling', 'maxNodeCount') ?? 0) - (numberAt(one, 'autoscaling', 'maxNodeCount') ?? 0),
        )
        .map((pool) => textAt(pool, 'name')),
    ),
  });
  const made = found.filter(({ row }) => isNearStart(dayAt(row, 'createTime'), known));
  if (made.length > 0) return reading('new', made.map(tellCluster), learned(made));
  const grown = found.filter(({ row }) => {
    const now = numberAt(row, 'currentNodeCount') ?? 0;
    return now >= 4 && now > startedWith(row) * GROWN;
  });
  if (grown.length > 0) return reading('grown', grown.map(tellCluster), learned(grown));
  return reading('steady', found.slice(0, 4).map(tellCluster), learned(found));
}

const POOL_CHANGES = [
  'CREATE_CLUSTER',
  'CREATE_NODE_POOL',
  'SET_NODE_POOL_SIZE',
  'UPDATE_CLUSTER',
  'RESIZE_CLUSTER',
  'SET_NODE_POOL_MANAGEMENT',
];

function readOperations(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'operationType');
  if (found === undefined) return undefined;
  const near = found.filter(
    ({ row }) => POOL_CHANGES.includes(textAt(row, 'operationType')) && isNearStart(dayAt(row, 'startTime'), known),
  );
  if (near.length === 0) return reading('nothing', [[`no change of a cluster or pool near ${known.startDay}`, '']]);
  const tell = ({ at: place, row }: Row): Told => [
    `${textAt(row, 'operationType')} on ${last(textAt(row, 'targetLink'))}, ${textAt(row, 'startTime')}`,
    `[${String(place)}]`,
  ];
  return reading('changed', near.map(tell), {
    cluster: near.map(({ row }) => after(textAt(row, 'targetLink'), 'clusters')),
    'node-pool': near.map(({ row }) => after(textAt(row, 'targetLink'), 'nodePools')),
  });
}

function reasonsOf(row: unknown): readonly string[] {
  const none = at(row, 'jsonPayload', 'noDecisionStatus', 'noScaleDown');
  const reasons = [textAt(none, 'reason', 'messageId'), ...listAt(none, 'nodes').map((node) => textAt(node, 'reason', 'messageId'))];
  return reasons.filter((reason) => reason !== '');
}

const FLAPS = 3;

function readAutoscaler(output: Output): Reading | undefined {
  const found = output.command.includes('autoscaler-visibility') ? rows(output.json, 'timestamp') : undefined;
  if (found === undefined) return undefined;
  const ups = found.filter(({ row }) => at(row, 'jsonPayload', 'decision', 'scaleUp') !== undefined);
  const downs = found.filter(({ row }) => at(row, 'jsonPayload', 'decision', 'scaleDown') !== undefined);
  const blocked = found.filter(({ row }) => reasonsOf(row).length > 0);
  const clusters = found.map(({ row }) => textAt(row, 'resource', 'labels', 'cluster_name'));
  const text = `${String(ups.length)} times up, ${String(downs.length)} times down, ${String(blocked.length)} times kept from going down`;
  const [first] = blocked;
  if (first !== undefined && blocked.length >= downs.length) {
    const reasons = [...new Set(blocked.flatMap(({ row }) => reasonsOf(row)))];
    return reading('blocked', [[`${text}: ${some(reasons)}`, `[${String(first.at)}].jsonPayload.noDecisionStatus`]], {
      cluster: clusters,
      'scale-down-reason': reasons,
    });
  }
  if (ups.length >= FLAPS && downs.length >= FLAPS) return reading('flapping', [[text, '']], { cluster: clusters });
  return ups.length > 0
    ? reading('scaled-up', [[text, '']], { cluster: clusters })
    : reading('nothing', [['the autoscaler logged no decision', '']]);
}

export const GKE_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-clusters',
    operation: 'gcloud container clusters list',
    asks: 'whether a cluster is new or has far more nodes than it began with',
    learns: ['cluster', 'cluster-location', 'node-pool'],
    command: (known) => gcloud('container clusters list', known),
    outcomes: outcomes(
      {
        grown: 'a cluster has far more nodes than it began with',
        new: 'a cluster was made near that day',
        steady: 'the clusters have about the nodes they began with',
        none: 'there is no cluster',
      },
      {
        given: { G06: [0.6, 0.17, 0.19, 0.04], G19: [0.08, 0.03, 0.4, 0.49], G24: [0.08, 0.03, 0.4, 0.49] },
        otherwise: [0.14, 0.04, 0.4, 0.42],
      },
    ),
    read: readClusters,
  }),
  probe({
    name: 'gcp-cluster-operations',
    operation: 'gcloud container operations list',
    asks: 'whether a cluster or a pool was made, resized or changed near that day',
    learns: ['cluster', 'node-pool'],
    command: (known) => gcloud('container operations list', known, '--limit=100'),
    outcomes: outcomes(
      { changed: 'a cluster or a pool was changed near that day', nothing: 'no such change is listed' },
      { given: { G06: [0.55, 0.45] }, otherwise: [0.07, 0.93] },
    ),
    read: readOperations,
  }),
  probe({
    name: 'gcp-autoscaler',
    operation: 'gcloud logging read',
    asks: 'what the autoscaler of clusters decided, and what keeps nodes from going',
    learns: ['cluster', 'scale-down-reason'],
    command: (known) => logsNow('logName:"cluster-autoscaler-visibility"', known, '3d', 100),
    seconds: 4,
    outcomes: outcomes(
      {
        blocked: 'nodes are kept from going down',
        flapping: 'it goes up and down again and again',
        'scaled-up': 'it went up and came down as load asks',
        nothing: 'it decided nothing',
      },
      { given: { G06: [0.5, 0.18, 0.17, 0.15] }, otherwise: [0.05, 0.03, 0.17, 0.75] },
    ),
    read: readAutoscaler,
  }),
  probe({
    name: 'gcp-idle-machines',
    operation: 'gcloud recommender recommendations list',
    asks: 'which machines the recommender calls idle',
    learns: ['idle-machine'],
    command: (known) => idleRead(known) ?? undefined,
    outcomes: outcomes(
      { idle: 'machines there do next to nothing', nothing: 'it names none' },
      { given: { G25: [0.86, 0.14], G19: [0.45, 0.55], G24: [0.03, 0.97], G06: [0.08, 0.92] }, otherwise: [0.08, 0.92] },
    ),
    read: readRecommendations,
  }),
];
