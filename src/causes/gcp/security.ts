// Reads about who may do what: grants, keys, and what was done with them lately.

import { dayAt, isWithin, listAt, textAt, textsAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { changeLog } from './change-log.js';
import { heaviest, last, outcomes, probe, reading, rows, some } from './define.js';
import { gcloud, plain, projectOf } from './line.js';
import { domainOf, isAccount, isOutsider } from './makers.js';

interface Grant {
  readonly role: string;
  readonly member: string;
  readonly at: string;
}

function grantsOf(json: unknown): readonly Grant[] {
  return listAt(json, 'bindings').flatMap((binding, place) =>
    textsAt(binding, 'members').map((member, which) => ({
      role: textAt(binding, 'role'),
      member,
      at: `bindings[${String(place)}].members[${String(which)}]`,
    })),
  );
}

const EVERYBODY = ['allUsers', 'allAuthenticatedUsers'];

function addressOf(member: string): string {
  return member.slice(member.indexOf(':') + 1);
}

function readGrants(output: Output, known: Known): Reading | undefined {
  const grants = grantsOf(output.json);
  if (grants.length === 0) return undefined;
  const people = grants.filter(({ member }) => member.startsWith('user:'));
  const home = heaviest(people, ({ member }) => domainOf(addressOf(member)));
  const domains = home === undefined ? [] : [home.key];
  const names = new Map([...known.names, ['member-domain', domains]]);
  const odd = grants.filter(
    ({ member }) => EVERYBODY.includes(member) || (member.startsWith('user:') && isOutsider(addressOf(member), { ...known, names })),
  );
  const strong = grants.filter(({ role }) =>
    ['roles/owner', 'roles/editor', 'roles/compute.admin', 'roles/compute.instanceAdmin.v1'].includes(role),
  );
  const learned = {
    'member-domain': people.map(({ member }) => domainOf(addressOf(member))).filter((domain) => domain === home?.key),
    'service-account': strong.map(({ member }) => addressOf(member)).filter(isAccount),
  };
  const [first] = odd;
  if (first === undefined) return reading('known-members', [[`${String(grants.length)} grants, none to an outsider`, 'bindings']], learned);
  return reading(
    'outsiders',
    odd.map(({ at, member, role }) => [`${member} has ${role}`, at] as const),
    { ...learned, outsider: odd.map(({ member }) => addressOf(member)) },
  );
}

const FRESH_DAYS = 45;

function readKeys(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const keys = found.filter(({ row }) => textAt(row, 'keyType') !== 'SYSTEM_MANAGED');
  if (keys.length === 0) return reading('no-keys', [['the account has no key of its own', '']]);
  const fresh = keys.filter(({ row }) => isWithin(dayAt(row, 'validAfterTime'), known.startDay, FRESH_DAYS, 2));
  const tell = keys.map(
    ({ at, row }) => [`key ${last(textAt(row, 'name'))} valid from ${textAt(row, 'validAfterTime')}`, `[${String(at)}]`] as const,
  );
  const learned = { 'account-key': (fresh.length > 0 ? fresh : keys).map(({ row }) => last(textAt(row, 'name'))) };
  return reading(fresh.length > 0 ? 'fresh-key' : 'old-keys', tell, learned);
}

export const SECURITY_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-grants',
    operation: 'gcloud projects get-iam-policy',
    asks: 'whether somebody from outside may act in the project',
    learns: ['member-domain', 'service-account'],
    command: (known) => {
      const project = projectOf(known);
      return project === undefined ? undefined : `gcloud projects get-iam-policy ${project} --format=json`;
    },
    outcomes: outcomes(
      { outsiders: 'somebody from outside, or everybody, has a role', 'known-members': 'every member is of the organization' },
      { given: { G24: [0.4, 0.6] }, otherwise: [0.06, 0.94] },
    ),
    read: readGrants,
  }),
  probe({
    name: 'gcp-account-keys',
    operation: 'gcloud iam service-accounts keys list',
    asks: 'whether the account that acts has keys that can be stolen, and since when',
    needs: ['service-account'],
    learns: ['account-key'],
    command: (known) => {
      const account = plain(known, 'service-account');
      return account === undefined
        ? undefined
        : gcloud('iam service-accounts keys list', known, `--iam-account=${account}`, '--managed-by=user');
    },
    outcomes: outcomes(
      {
        'fresh-key': 'a key was made in the weeks before',
        'old-keys': 'it has keys, all of them older',
        'no-keys': 'it has no key that could be stolen',
      },
      { given: { G24: [0.42, 0.46, 0.12] }, otherwise: [0.1, 0.35, 0.55] },
    ),
    read: readKeys,
  }),
  changeLog({
    name: 'gcp-who-gave-keys',
    things: 'keys and grants',
    causes: ['G24'],
    methods: ['CreateServiceAccountKey', 'SetIamPolicy'],
    given: 0.5,
    otherwise: 0.12,
  }),
  changeLog({
    name: 'gcp-who-made-api-keys',
    things: 'api keys',
    causes: ['G11'],
    methods: ['ApiKeys.CreateKey', 'ApiKeys.UpdateKey'],
    given: 0.3,
    otherwise: 0.04,
  }),
];

export function readRecommendations(output: Output): Reading | undefined {
  const found = output.command.toLowerCase().includes('idle') ? rows(output.json, 'name') : undefined;
  if (found === undefined) return undefined;
  const active = found.filter(({ row }) => !['DISMISSED', 'SUCCEEDED'].includes(textAt(row, 'stateInfo', 'state')));
  if (active.length === 0) return reading('nothing', [['the recommender names nothing idle', '']]);
  const targets = active.flatMap(({ row }) => [
    ...textsAt(row, 'targetResources'),
    ...listAt(row, 'content', 'operationGroups').flatMap((group) =>
      listAt(group, 'operations').map((operation) => textAt(operation, 'resource')),
    ),
  ]);
  const names = [...new Set(targets.map(last))].filter((name) => name !== '');
  const money = active.map(({ row }) => textAt(row, 'primaryImpact', 'costProjection', 'cost', 'units')).filter((units) => units !== '');
  const text = `the recommender calls idle: ${names.length > 0 ? some(names, 6) : textAt(active[0]?.row, 'description')}${money.length > 0 ? `, worth ${some(money)} a month` : ''}`;
  return reading('idle', [[text, `[${String(active[0]?.at ?? 0)}].description`]], { 'idle-machine': names });
}
