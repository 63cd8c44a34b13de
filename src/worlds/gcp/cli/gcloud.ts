// gcloud: listings and documents out of the cloud's items, and the few commands that answer otherwise.

import { isoTime } from '../../days.js';
import { failureOf } from '../../failures.js';
import type { WorldAnswer } from '../../world.js';
import type { Cloud, Item, JsonObject } from '../cloud.js';
import { type Listing, LISTING_OF } from './listings.js';
import { type Asked, listed, shownOne, sortedBy } from './asked.js';
import { readLogs, logNames } from './logs.js';
import { denied, gcloudError, missingFlag, noSuchProject, notFound, refusedWrite, said, throttled, underspecified } from './says.js';
import { objectsBelow } from './storage.js';
import { type Words, wordsOf } from './words.js';

const READS = /^(?:list|describe|read|ls|du|get|search|check|validate|query|lookup|analyze|info)(?:-|$)/;

/** The command ends with the first word that is a verb; what follows is named by it. */
function split(loose: readonly string[]): { readonly path: readonly string[]; readonly verb: string; readonly names: readonly string[] } {
  const at = loose.findIndex((word, index) => index > 0 && READS.test(word));
  const end = at === -1 ? loose.length - 1 : at;
  return { path: loose.slice(0, end), verb: loose[end] ?? '', names: loose.slice(end + 1) };
}

const lastOf = (text: string): string => text.replace(/\/$/, '').slice(text.replace(/\/$/, '').lastIndexOf('/') + 1);

const PLACES = ['--zone', '--zones', '--region', '--regions', '--location', '--locations'];

function placesOf({ flags }: Words): readonly string[] {
  return PLACES.flatMap((name) => (flags.get(name) ?? '').split(',')).filter((place) => place !== '' && place !== '-');
}

function isPlace(location: string, places: readonly string[], isGlobal: boolean): boolean {
  if (places.length === 0) return true;
  if (location === 'global') return isGlobal;
  return places.some((place) => location === place || location.startsWith(`${place}-`));
}

function itemsOf(asked: Asked, listing: Listing, everywhere = false): readonly Item[] {
  const { cloud, project, words } = asked;
  const places = placesOf(words);
  const parent = listing.parent === undefined ? undefined : words.flags.get(listing.parent);
  const isOfAccount = listing.path === 'billing budgets';
  return cloud.items.filter(
    (item) =>
      item.of === listing.path &&
      (everywhere || isOfAccount || item.project === project) &&
      (listing.scope === 'global' || isPlace(item.location, places, listing.scope !== 'zone')) &&
      (parent === undefined || parent === '-' || item.parent === undefined || lastOf(item.parent) === lastOf(parent)),
  );
}

function shownOf(asked: Asked, { path }: Listing, items: readonly Item[]): readonly Item[] {
  const { flags } = asked.words;
  if (path === 'dataflow jobs' && flags.get('--status') === 'active') {
    return items.filter(({ json }) => json['currentState'] === 'JOB_STATE_RUNNING' || json['state'] === 'Running');
  }
  if (path === 'iam service-accounts keys' && flags.get('--managed-by') === 'user') {
    return items.filter(({ json }) => json['keyType'] === 'USER_MANAGED');
  }
  if (path === 'services' && flags.get('--available') === undefined) return items.filter(({ json }) => json['state'] === 'ENABLED');
  return items;
}

function list(asked: Asked, listing: Listing): WorldAnswer {
  const missing = listing.needs?.find((flag) => !asked.words.flags.has(flag) && !(flag === '--region' && placesOf(asked.words).length > 0));
  if (missing !== undefined) return missingFlag(asked.command, missing);
  const parentFault = noSuchParent(asked, listing);
  if (parentFault) return parentFault;
  return listed(
    asked,
    shownOf(asked, listing, itemsOf(asked, listing)).map(({ json }) => json),
  );
}

/** What a listing belongs to must be there itself. */
const PARENTS: Readonly<Record<string, string>> = {
  '--cluster': 'container clusters',
  '--instance': 'sql instances',
  '--router': 'compute routers',
  '--iam-account': 'iam service-accounts',
};

function noSuchParent(asked: Asked, { parent = '', path }: Listing): WorldAnswer | undefined {
  const of = path.startsWith('spanner ') ? 'spanner instances' : PARENTS[parent];
  const id = asked.words.flags.get(parent);
  if (of === undefined || id === undefined || id === '-') return undefined;
  const isAny = of === 'iam service-accounts';
  const found = asked.cloud.items.some((item) => item.of === of && (isAny || item.project === asked.project) && item.id === lastOf(id));
  if (found) return undefined;
  if (of === 'sql instances') return gcloudError(asked.command, 'HTTPError 404: The Cloud SQL instance does not exist.');
  return notFound({ ...asked, command: `${of} describe`, location: placesOf(asked.words)[0] ?? 'global', id });
}

function describe(asked: Asked, listing: Listing): WorldAnswer {
  const id = asked.names[0] ?? '';
  const places = placesOf(asked.words);
  const isFull = id.includes('/') && !id.startsWith('gs://');
  const isCompute = listing.path.startsWith('compute ');
  if (isCompute && listing.scope === 'zone' && places.length === 0 && !isFull) return underspecified(asked.command, id, '--zone');
  if (isCompute && listing.scope === 'region' && places.length === 0 && !isFull && !asked.words.flags.has('--global')) {
    return underspecified(asked.command, id, '--region');
  }
  // Names of buckets and e-mails of accounts are known beyond their project.
  const everywhere = listing.path === 'storage buckets' || listing.path === 'iam service-accounts';
  const found = itemsOf(asked, listing, everywhere).find((item) => item.id === lastOf(id));
  return found ? shownOne(asked, found.json) : notFound({ ...asked, location: places[0] ?? 'global', id });
}

function policyOf({ cloud }: Asked, project: string): JsonObject {
  const grants = cloud.grants.filter((grant) => grant.project === project);
  const roles = [...new Set(grants.map(({ role }) => role))].sort();
  return {
    bindings: roles.map((role) => ({
      members: [...new Set(grants.filter((grant) => grant.role === role).map(({ member }) => member))].sort(),
      role,
    })),
    etag: 'BwYdm3rL9Qs=',
    version: 1,
  };
}

function projectJson({ created, id, labels, name, number }: Cloud['projects'][number]): JsonObject {
  return {
    createTime: created,
    labels,
    lifecycleState: 'ACTIVE',
    name,
    parent: { id: '508117306114', type: 'organization' },
    projectId: id,
    projectNumber: number,
  };
}

function ofProjects(asked: Asked): WorldAnswer {
  const { cloud, names, verb } = asked;
  if (verb === 'list') return listed(asked, cloud.projects.map(projectJson));
  const id = names[0] ?? '';
  const project = cloud.projects.find((known) => known.id === id || known.number === id);
  if (!project) return noSuchProject(cloud, asked.command, id);
  return verb === 'describe' ? shownOne(asked, projectJson(project)) : shownOne(asked, policyOf(asked, project.id));
}

function ofBilling(asked: Asked, path: string): WorldAnswer {
  const { billingAccount, projects } = asked.cloud;
  const account = { displayName: 'Main billing account', masterBillingAccount: '', name: `billingAccounts/${billingAccount}`, open: true };
  const infoOf = (id: string): JsonObject => ({
    billingAccountName: account.name,
    billingEnabled: true,
    name: `projects/${id}/billingInfo`,
    projectId: id,
  });
  if (path === 'billing accounts') {
    if (asked.verb === 'list') return listed(asked, [account]);
    return lastOf(asked.names[0] ?? '') === billingAccount
      ? shownOne(asked, account)
      : notFound({ ...asked, location: 'global', id: asked.names[0] ?? '' });
  }
  if (asked.verb === 'list') {
    const isOurs = lastOf(asked.words.flags.get('--billing-account') ?? billingAccount) === billingAccount;
    return listed(asked, isOurs ? projects.map(({ id }) => infoOf(id)) : []);
  }
  const id = asked.names[0] ?? '';
  return projects.some((known) => known.id === id) ? shownOne(asked, infoOf(id)) : noSuchProject(asked.cloud, asked.command, id);
}

const ASSET_TYPES: Readonly<Record<string, string>> = {
  'compute instances': 'compute.googleapis.com/Instance',
  'compute disks': 'compute.googleapis.com/Disk',
  'compute snapshots': 'compute.googleapis.com/Snapshot',
  'compute addresses': 'compute.googleapis.com/Address',
  'compute forwarding-rules': 'compute.googleapis.com/ForwardingRule',
  'compute routers': 'compute.googleapis.com/Router',
  'container clusters': 'container.googleapis.com/Cluster',
  'run services': 'run.googleapis.com/Service',
  'sql instances': 'sqladmin.googleapis.com/Instance',
  'storage buckets': 'storage.googleapis.com/Bucket',
  'pubsub topics': 'pubsub.googleapis.com/Topic',
  'pubsub subscriptions': 'pubsub.googleapis.com/Subscription',
  'spanner instances': 'spanner.googleapis.com/Instance',
  'logging sinks': 'logging.googleapis.com/LogSink',
  functions: 'cloudfunctions.googleapis.com/Function',
  'ai endpoints': 'aiplatform.googleapis.com/Endpoint',
  'iam service-accounts': 'iam.googleapis.com/ServiceAccount',
  'iam service-accounts keys': 'iam.googleapis.com/ServiceAccountKey',
  'services api-keys': 'apikeys.googleapis.com/Key',
};

const CREATED = ['creationTimestamp', 'createTime', 'creation_time', 'validAfterTime'];

function assetOf({ cloud }: Asked, { id, json, location, of, project }: Item): JsonObject {
  const type = ASSET_TYPES[of] ?? '';
  const number = cloud.projects.find((known) => known.id === project)?.number ?? '';
  const created = CREATED.map((name) => json[name]).find((value) => typeof value === 'string');
  const host = type.split('/', 1)[0] ?? '';
  return {
    assetType: type,
    createTime: typeof created === 'string' && !Number.isNaN(Date.parse(created)) ? isoTime(Date.parse(created) / 1_000) : undefined,
    displayName: id,
    labels: json['labels'],
    location,
    name: `//${host}/projects/${project}/${location === 'global' ? 'global' : `locations/${location}`}/${of.split(' ').at(-1) ?? ''}/${id}`,
    parentAssetType: 'cloudresourcemanager.googleapis.com/Project',
    parentFullResourceName: `//cloudresourcemanager.googleapis.com/projects/${project}`,
    project: `projects/${number}`,
    state: json['status'] ?? json['state'],
  };
}

function ofAssets(asked: Asked): WorldAnswer {
  const { flags } = asked.words;
  const scope = lastOf(flags.get('--scope') ?? flags.get('--project') ?? asked.project);
  const isProject = (flags.get('--scope') ?? 'projects/').startsWith('projects/');
  if (isProject && !asked.cloud.projects.some(({ id, number }) => id === scope || number === scope)) {
    return noSuchProject(asked.cloud, asked.command, scope);
  }
  const types = (flags.get('--asset-types') ?? '').split(',').filter((type) => type !== '');
  if (asked.verb === 'search-all-iam-policies') {
    return listed(
      asked,
      asked.cloud.projects
        .filter(({ id, number }) => !isProject || id === scope || number === scope)
        .map(({ id, number }) => ({
          assetType: 'cloudresourcemanager.googleapis.com/Project',
          policy: { bindings: policyOf(asked, id)['bindings'] },
          project: `projects/${number}`,
          resource: `//cloudresourcemanager.googleapis.com/projects/${id}`,
        })),
    );
  }
  const query = (flags.get('--query') ?? '').toLowerCase();
  const assets = asked.cloud.items
    .filter(
      (item) => ASSET_TYPES[item.of] !== undefined && (!isProject || item.project === scope || numberOf(asked, item.project) === scope),
    )
    .map((item) => assetOf(asked, item))
    .filter((asset) => types.length === 0 || types.some((type) => type === asset['assetType']))
    .filter((asset) => query === '' || query.includes(':') || JSON.stringify(asset).toLowerCase().includes(query));
  const [order = '', direction = ''] = (flags.get('--order-by') ?? '').split(' ');
  return listed(asked, order === '' ? assets : sortedBy(assets, `${direction.toLowerCase() === 'desc' ? '~' : ''}${order}`));
}

const numberOf = ({ cloud }: Asked, project: string): string => cloud.projects.find(({ id }) => id === project)?.number ?? '';

function ofConfig(asked: Asked): WorldAnswer {
  const { account, project } = asked.cloud;
  if (asked.verb === 'list') return shownOne(asked, { core: { account, disable_usage_reporting: 'True', project } });
  const value = lastOf(asked.names[0] ?? '') === 'account' ? account : lastOf(asked.names[0] ?? '') === 'project' ? project : '(unset)';
  return said(`${value}\n`);
}

/** Commands that are no plain listing, by their whole path and verb. */
function special(asked: Asked, path: string): WorldAnswer | undefined {
  const { cloud, command, names, project } = asked;
  if (command === 'logging read') return readLogs(asked);
  if (command === 'logging logs list') return listed(asked, logNames(cloud, project));
  if (command === 'logging settings describe') {
    return shownOne(asked, { disableDefaultSink: false, name: `projects/${project}/settings`, storageLocation: 'global' });
  }
  if (path === 'projects') return ofProjects(asked);
  if (path === 'billing accounts' || path === 'billing projects') return ofBilling(asked, path);
  if (path === 'asset') return ofAssets(asked);
  if (path === 'config') return ofConfig(asked);
  if (command === 'compute project-info describe') {
    return shownOne(asked, {
      defaultNetworkTier: 'PREMIUM',
      id: numberOf(asked, project),
      kind: 'compute#project',
      name: project,
      xpnProjectStatus: 'UNSPECIFIED_XPN_PROJECT_STATUS',
    });
  }
  if (command === 'compute routers get-status' || command === 'compute routers get-nat-mapping-info') {
    const of = asked.verb === 'get-status' ? 'compute routers status' : 'compute routers mapping';
    const router = cloud.items.find((item) => item.of === 'compute routers' && item.project === project && item.id === names[0]);
    if (!router)
      return notFound({ ...asked, command: 'compute routers describe', location: placesOf(asked.words)[0] ?? '', id: names[0] ?? '' });
    const found = cloud.items.find((item) => item.of === of && item.project === project && item.id === names[0]);
    return found
      ? shownOne(asked, found.json)
      : asked.verb === 'get-status'
        ? shownOne(asked, { kind: 'compute#routerStatusResponse' })
        : listed(asked, []);
  }
  if (command === 'dataflow metrics list') {
    const found = cloud.items.find((item) => item.of === 'dataflow metrics' && item.project === project && item.id === names[0]);
    return found
      ? shownOne(asked, found.json)
      : notFound({ ...asked, command: 'dataflow jobs describe', location: placesOf(asked.words)[0] ?? '', id: names[0] ?? '' });
  }
  if (command === 'storage ls' || command === 'storage du' || command === 'storage objects list') return objectsBelow(asked);
  if (command === 'compute instance-groups managed list-instances' || command === 'compute instance-groups list-instances') {
    return listed(
      asked,
      cloud.items
        .filter((item) => item.of === 'compute instance-groups managed instances' && item.project === project && item.parent === names[0])
        .map(({ json }) => json),
    );
  }
  return undefined;
}

/** What nobody would have taken away: without them a person could not even say where they are. */
const SPARED = ['projects list', 'projects describe', 'config list', 'config get-value', 'billing projects describe'];

/** A path of words of which a command has more in another order: `storage buckets describe` names a bucket, not a project. */
function projectOf(cloud: Cloud, words: Words, path: string, names: readonly string[]): string {
  const given = words.flags.get('--project');
  if (given !== undefined) return cloud.projects.find(({ number }) => number === given)?.id ?? given;
  const full = /^projects\/([^/]+)\//.exec(names[0] ?? words.flags.get('--parent') ?? '')?.[1];
  if (full !== undefined) return cloud.projects.find(({ number }) => number === full)?.id ?? full;
  const account = words.flags.get('--iam-account') ?? (path.startsWith('iam service-accounts') ? (names[0] ?? '') : '');
  return /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(account)?.[1] ?? cloud.project;
}

export function gcloud(cloud: Cloud, args: readonly string[]): WorldAnswer {
  const words = wordsOf(args);
  const loose = /^(?:alpha|beta|preview)$/.test(words.loose[0] ?? '') ? words.loose.slice(1) : words.loose;
  const { names, path: parts, verb } = split(loose);
  const path = parts.join(' ');
  const command = `${path} ${verb}`.trim();
  const project = projectOf(cloud, words, path, names);
  const asked: Asked = { cloud, command, verb, names, words, project };
  if (!READS.test(verb)) return refusedWrite(cloud, command, project);
  const failing = failureOf({ seed: cloud.seed, spared: SPARED }, command, args.join(' '));
  if (failing === 'denied') return denied(cloud, command, project);
  if (failing === 'throttled') return throttled(cloud, command, project);
  if (path !== 'projects' && path !== 'config' && !path.startsWith('billing') && !cloud.projects.some(({ id }) => id === project)) {
    return noSuchProject(cloud, command, project);
  }
  const answer = special(asked, path);
  if (answer) return answer;
  const listing = LISTING_OF.get(path) ?? { path, scope: 'location' as const };
  if (verb === 'list') return list(asked, listing);
  if (verb === 'describe') return describe(asked, listing);
  if (verb === 'get-iam-policy') return shownOne(asked, { etag: 'ACAB' });
  return listed(asked, []);
}
