// What is read of rules before load balancers, and of secrets.

import { has, textAt } from '../../json.js';
import type { Probe } from '../../probe.js';
import { learns, nameAt, probe, told } from '../build.js';
import { newcomers, rowsAt, say, words } from '../list.js';
import { metrics } from '../metric.js';
import { regionOf } from '../region.js';
import { trail } from '../trail.js';

const aclParts = (known: Parameters<typeof nameAt>[0]): readonly string[] => (nameAt(known, 'web-acl') ?? '').split('/');

const rules = probe({
  name: 'web-acl-rules',
  operation: 'wafv2 get-web-acl',
  asks: 'whether a list of rules looks at bots, and at which requests',
  needs: ['web-acl'],
  args: (known) => {
    const [name = '', id = ''] = aclParts(known);
    return name === '' || id === '' ? undefined : [`--name=${name}`, `--id=${id}`, '--scope=REGIONAL'];
  },
  outcomes: {
    'bots-everywhere': ['every request is looked at for bots, and paid', { A31: 0.8 }, 0.05],
    'bots-somewhere': ['only some requests are looked at for bots', { A31: 0.08 }, 0.15],
    'no-paid-rules': ['no rule of this list is paid by the request', { A31: 0.12 }, 0.8],
  },
  read: ({ json }) => {
    if (!has(json, 'WebACL')) return undefined;
    const rows = rowsAt(json, ['WebACL', 'Rules'], 'Name') ?? [];
    const managed = (item: unknown): string => textAt(item, 'Statement', 'ManagedRuleGroupStatement', 'Name');
    const paid = rows.filter(
      ({ item }) =>
        /BotControl|ATPRuleSet|ACFPRuleSet|AntiDDoS/i.test(managed(item)) ||
        has(item, 'Action', 'Captcha') ||
        has(item, 'Action', 'Challenge'),
    );
    if (paid.length === 0)
      return told(
        'no-paid-rules',
        say(rows.slice(0, 5), (item, id) => `rule ${id}${managed(item) === '' ? '' : `, ${managed(item)}`}`),
      );
    const isWide = paid.some(({ item }) => !has(item, 'Statement', 'ManagedRuleGroupStatement', 'ScopeDownStatement'));
    const tell = (item: unknown, id: string): string =>
      `rule ${id}, ${managed(item) || 'a challenge'}, ` +
      (has(item, 'Statement', 'ManagedRuleGroupStatement', 'ScopeDownStatement') ? 'of some requests' : 'of every request');
    return told(isWide ? 'bots-everywhere' : 'bots-somewhere', say(paid, tell), [
      learns(
        'rule',
        paid.map(({ id }) => id),
      ),
    ]);
  },
});

export const REQUEST_PROBES: readonly Probe[] = [
  newcomers({
    name: 'web-acls',
    operation: 'wafv2 list-web-acls',
    asks: 'which lists of rules stand before the load balancers',
    args: () => ['--scope=REGIONAL'],
    list: ['WebACLs'],
    id: 'Name',
    days: [],
    kind: 'web-acl-name',
    learns: ['web-acl'],
    more: (rows) => [
      learns(
        'web-acl',
        rows.map(({ id, item }) => `${id}/${textAt(item, 'Id')}`),
      ),
    ],
    then: ['there are lists of rules', {}, 0.02],
    before: ['there are lists of rules', { A31: 0.9 }, 0.72],
    none: ['there is no list of rules here', { A31: 0.08 }, 0.26],
  }),
  rules,
  ...metrics(1, {
    name: 'waf-requests',
    asks: 'whether more requests are looked at since then',
    namespace: 'AWS/WAFV2',
    metric: 'AllowedRequests',
    dimensions: (known) => [
      ['WebACL', aclParts(known)[0]],
      ['Region', regionOf(known)],
      ['Rule', 'ALL'],
    ],
    kind: 'web-acl',
    rose: 'more requests come in, wanted or not',
    flat: 'as many requests come in as before: a rule looks at more of them',
    given: { A31: 0.5, A23: 0.6 },
    otherwise: 0.5,
  }),
  ...metrics(1, {
    name: 'waf-blocked',
    asks: 'whether more requests are turned away since then',
    namespace: 'AWS/WAFV2',
    metric: 'BlockedRequests',
    dimensions: (known) => [
      ['WebACL', aclParts(known)[0]],
      ['Region', regionOf(known)],
      ['Rule', 'ALL'],
    ],
    kind: 'web-acl',
    rose: 'an attack or a crawler is turned away',
    flat: 'no more requests are turned away than before',
    given: { A31: 0.45, A23: 0.3 },
    otherwise: 0.15,
  }),
  trail({
    name: 'web-acl-changed',
    event: 'UpdateWebACL',
    asks: 'who changed the rules when the money rose',
    done: 'the rules were changed then',
    not: 'the rules were not changed then',
    given: { A31: 0.6 },
    otherwise: 0.02,
  }),
  newcomers({
    name: 'secrets',
    operation: 'secretsmanager list-secrets',
    asks: 'how many secrets are kept',
    args: () => ['--max-items=50'],
    microUsd: 5,
    list: ['SecretList'],
    id: 'Name',
    days: [['CreatedDate']],
    kind: 'secret',
    also: words(['OwningService']),
    then: ['secrets were made when the money rose', { A31: 0.2 }, 0.05],
    before: ['the secrets were there before', { A31: 0.4 }, 0.5],
    none: ['no secrets are kept here', { A31: 0.4 }, 0.45],
  }),
  trail({
    name: 'secret-readers',
    event: 'GetSecretValue',
    asks: 'who reads secrets again and again',
    done: 'secrets are read by one caller again and again',
    not: 'secrets are not read',
    given: { A31: 0.4, A18: 0.3 },
    otherwise: 0.25,
  }),
];
