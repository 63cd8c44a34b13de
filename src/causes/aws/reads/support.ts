// What is read of versions and their support.

import { at, dayAt, isListAt, listAt, textAt, textsAt } from '../../json.js';
import type { Known } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, nameAt, option, probe, told } from '../build.js';
import { ids, isNear, nearFirst, type Row, rowsAt, say } from '../list.js';

/** The last day of standard support, as announced; 2026-11. What the account itself tells is asked for, too. */
const ENDS: Readonly<Record<string, string>> = {
  'mysql 5.7': '2024-02-29',
  'mysql 8.0': '2026-07-31',
  'postgres 11': '2024-02-29',
  'postgres 12': '2025-02-28',
  'postgres 13': '2026-02-28',
  'postgres 14': '2027-02-28',
  'aurora-mysql 5.7': '2024-10-31',
  'aurora-postgresql 11': '2024-02-29',
  'aurora-postgresql 12': '2025-02-28',
  'aurora-postgresql 13': '2026-02-28',
  'eks 1.23': '2023-10-11',
  'eks 1.24': '2024-01-31',
  'eks 1.25': '2024-05-01',
  'eks 1.26': '2024-06-11',
  'eks 1.27': '2024-07-24',
  'eks 1.28': '2024-11-26',
  'eks 1.29': '2025-03-23',
  'eks 1.30': '2025-07-23',
  'eks 1.31': '2025-11-26',
  'eks 1.32': '2026-03-23',
  'eks 1.33': '2026-07-29',
};

function majorOf(engine: string, version: string): string {
  const [first = '', second = ''] = version.split('.');
  return engine.includes('postgres') ? `${engine} ${first}` : `${engine} ${first}.${second}`;
}

/** Whether standard support had ended at the last day of the bill. */
function isPast(key: string, known: Known): boolean {
  const end = ENDS[key] ?? known.names.get('support-ended')?.find((one) => one === key);
  return end !== undefined && (end === key || end <= known.lastDay);
}

type Database = 'past-standard-support' | 'made-then' | 'in-support' | 'no-database';

function databases(made: {
  readonly name: string;
  readonly operation: string;
  readonly list: string;
  readonly id: string;
  readonly created: string;
  readonly kind: string;
}): Probe {
  return probe({
    name: made.name,
    operation: made.operation,
    asks: 'which versions the databases run, and since when they are there',
    learns: [made.kind, 'engine'],
    outcomes: {
      'past-standard-support': ['a database runs a version whose standard support is over', { A11: 0.9, A25: 0.15 }, 0.12],
      'made-then': ['a database was made when the money rose', { A11: 0.02, A25: 0.45 }, 0.08],
      'in-support': ['every version is in standard support', { A11: 0.04, A25: 0.38, A24: 0.8 }, 0.6],
      'no-database': ['there is no database here', { A11: 0.06, A25: 0.02, A24: 0.1 }, 0.2],
    },
    read: ({ json }, known) => {
      const rows = rowsAt(json, [made.list], made.id);
      if (rows === undefined) return undefined;
      if (rows.length === 0) return told<Database>('no-database', [found('there is none', made.list)]);
      const key = (item: unknown): string => majorOf(textAt(item, 'Engine'), textAt(item, 'EngineVersion'));
      const old = rows.filter(({ item }) => isPast(key(item), known) && !textAt(item, 'EngineLifecycleSupport').endsWith('disabled'));
      const fresh = rows.filter(({ item }) => isNear(known, dayAt(item, made.created)));
      const tell = (item: unknown, id: string): string => {
        const more = [
          textAt(item, 'DBInstanceClass'),
          at(item, 'MultiAZ') === true ? 'in two zones' : '',
          textAt(item, 'EngineLifecycleSupport'),
          textAt(item, 'StorageType'),
        ];
        const engine = `${textAt(item, 'Engine')} ${textAt(item, 'EngineVersion')}`;
        const end = ENDS[key(item)];
        const ended = end === undefined ? '' : `, standard support until ${end}`;
        return [id, engine, ...more].filter((word) => word !== '').join(', ') + ended;
      };
      const toldOf = (outcome: Database, shown: readonly Row[]): ReturnType<typeof told<Database>> =>
        told(outcome, say(shown.slice(0, 6), tell), [
          ids(made.kind, shown),
          learns(
            'engine',
            shown.map(({ item }) => textAt(item, 'Engine')),
          ),
        ]);
      if (old.length > 0) return toldOf('past-standard-support', old);
      const sorted = nearFirst(rows, known, (item) => dayAt(item, made.created));
      return toldOf(fresh.length > 0 ? 'made-then' : 'in-support', sorted);
    },
  });
}

const majors = probe({
  name: 'database-majors',
  operation: 'rds describe-db-major-engine-versions',
  asks: 'when the standard support of each version ends',
  needs: ['engine'],
  learns: ['support-ended'],
  args: (known) => option('engine', nameAt(known, 'engine')),
  outcomes: {
    'ended-then': ['the standard support of a version ended when the money rose', { A11: 0.6 }, 0.03],
    'ended-before': ['the standard support of a version ended before', { A11: 0.35 }, 0.45],
    'none-ended': ['the standard support of no version has ended', { A11: 0.05 }, 0.52],
  },
  read: ({ json }, known) => {
    if (!isListAt(json, 'DBMajorEngineVersions')) return undefined;
    const ends = listAt(json, 'DBMajorEngineVersions').flatMap((item, index) =>
      listAt(item, 'SupportedEngineLifecycles')
        .filter((one) => textAt(one, 'LifecycleSupportName').endsWith('standard-support'))
        .map((one) => ({
          key: `${textAt(item, 'Engine')} ${textAt(item, 'MajorEngineVersion')}`,
          end: dayAt(one, 'LifecycleSupportEndDate'),
          where: `DBMajorEngineVersions[${String(index)}].SupportedEngineLifecycles`,
        })),
    );
    const past = ends.filter(({ end }) => end !== '' && end <= known.lastDay);
    const then = past.filter(({ end }) => isNear(known, end, 3, 2));
    const shown = then.length > 0 ? then : past;
    const findings = shown.map(({ end, key, where }) => found(`standard support of ${key} ended on ${end}`, where));
    const learned = [
      learns(
        'support-ended',
        past.map(({ key }) => key),
      ),
    ];
    return told(then.length > 0 ? 'ended-then' : past.length > 0 ? 'ended-before' : 'none-ended', findings, learned);
  },
});

const clusters = probe({
  name: 'eks-clusters',
  operation: 'eks list-clusters',
  asks: 'which Kubernetes clusters there are',
  learns: ['eks-cluster'],
  outcomes: {
    clusters: ['there are clusters', { A12: 0.97 }, 0.8],
    'no-cluster': ['there is no cluster here', { A12: 0.03 }, 0.2],
  },
  read: ({ json }) => {
    if (!isListAt(json, 'clusters')) return undefined;
    const names = textsAt(json, 'clusters');
    return told(
      names.length > 0 ? 'clusters' : 'no-cluster',
      [found(`${String(names.length)} clusters: ${names.join(', ')}`, 'clusters')],
      [learns('eks-cluster', names)],
    );
  },
});

/** The first few clusters, one after the other: any of them may be the old one. */
const CLUSTERS = [0, 1, 2].map((nth) =>
  probe({
    name: nth === 0 ? 'eks-cluster' : `eks-cluster-${String(nth + 1)}`,
    operation: 'eks describe-cluster',
    asks: 'which version the cluster runs, and what becomes of it at the end of its support',
    needs: ['eks-cluster'],
    learns: ['eks-cluster', 'eks-version'],
    args: (known) => option('name', nameAt(known, 'eks-cluster', nth)),
    outcomes: {
      'extended-version': ['the cluster runs a version in extended support', { A12: nth === 0 ? 0.82 : 0.5 }, 0.05],
      'cluster-new': ['the cluster was made when the money rose: one more, not an old one', { A12: 0.02 }, 0.25],
      'standard-version': ['the cluster runs a version in standard support', { A12: nth === 0 ? 0.16 : 0.48 }, 0.7],
    },
    read: ({ json }, known) => {
      const name = textAt(json, 'cluster', 'name');
      const version = textAt(json, 'cluster', 'version');
      if (version === '') return undefined;
      const policy = textAt(json, 'cluster', 'upgradePolicy', 'supportType');
      const end = ENDS[`eks ${version}`];
      const text =
        `${name || 'the cluster'} runs ` +
        `${version}${end === undefined ? '' : `, in standard support until ${end}`}, policy ${policy || 'not told'}`;
      const learned = [learns('eks-cluster', [name]), learns('eks-version', [version])];
      if (isPast(`eks ${version}`, known)) return told('extended-version', [found(text, 'cluster.version')], learned);
      const isNew = isNear(known, dayAt(json, 'cluster', 'createdAt'));
      const made = found(`made on ${dayAt(json, 'cluster', 'createdAt')}`, 'cluster.createdAt');
      return told(isNew ? 'cluster-new' : 'standard-version', [found(text, 'cluster.version'), made], isNew ? learned : []);
    },
  }),
);

const clusterVersions = probe({
  name: 'eks-versions',
  operation: 'eks describe-cluster-versions',
  asks: 'which Kubernetes versions are in extended support, and since when',
  learns: ['support-ended'],
  outcomes: {
    'ended-then': ['the standard support of a version ended when the money rose', { A12: 0.6 }, 0.05],
    'ended-before': ['versions in extended support were so before', { A12: 0.35 }, 0.75],
    'none-ended': ['no version is in extended support', { A12: 0.05 }, 0.2],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['clusterVersions'], 'clusterVersion');
    if (rows === undefined) return undefined;
    const end = (item: unknown): string => dayAt(item, 'endOfStandardSupportDate');
    const isOld = (item: unknown): boolean =>
      /extended/i.test(`${textAt(item, 'status')} ${textAt(item, 'versionStatus')}`) || (end(item) !== '' && end(item) <= known.lastDay);
    const old = rows.filter(({ item }) => isOld(item));
    const then = old.filter(({ item }) => isNear(known, end(item), 3, 2));
    const findings = say((then.length > 0 ? then : old).slice(0, 6), (item, id) => `standard support of ${id} ended on ${end(item)}`);
    return told(then.length > 0 ? 'ended-then' : old.length > 0 ? 'ended-before' : 'none-ended', findings, [
      learns(
        'support-ended',
        old.map(({ id }) => `eks ${id}`),
      ),
    ]);
  },
});

export const SUPPORT_PROBES: readonly Probe[] = [
  databases({
    name: 'db-instances',
    operation: 'rds describe-db-instances',
    list: 'DBInstances',
    id: 'DBInstanceIdentifier',
    created: 'InstanceCreateTime',
    kind: 'db-instance',
  }),
  majors,
  clusters,
  ...CLUSTERS,
  clusterVersions,
];
