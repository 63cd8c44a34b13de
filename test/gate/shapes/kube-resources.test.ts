// Which types kubectl may be asked about. Each refusal stands beside the same text without what is wrong with it.

import { test } from 'tap';
import { holdsEnvironment, KUBE_TYPES, kubeResources, kubeTypesIn } from '../../../src/gate/shapes/kube-resources.js';
import { fc, runs } from '../../random.js';

function isAdmitted(text: string): boolean {
  return kubeResources.parse(text) !== undefined;
}

const ADMITTED = [
  'pods',
  'po',
  'hpa',
  'pods,svc',
  'deploy,rs,sts,ds,jobs',
  'pod/checkout-7d9f8c6b5-abcde',
  'node/ip-10-0-3-17.eu-west-1.compute.internal',
  'deployments.apps',
  'deployments.v1.apps',
  'deployment.v1.apps/checkout',
  'horizontalpodautoscalers.v2beta2.autoscaling',
  'ingresses.networking.k8s.io',
];

const REFUSED: readonly (readonly [text: string, why: string])[] = [
  ['secrets', 'a secret'],
  ['secret', 'a secret, in the singular'],
  ['Secrets', 'a secret, in another case'],
  ['SECRETS', 'a secret, in capitals'],
  ['secrets.v1.', 'a secret, with its version'],
  ['secret/db', 'one secret'],
  ['pods,secrets', 'a secret behind a type that is listed'],
  ['pods,secrets/db', 'a secret by name, in a list'],
  ['sec\\rets', 'an escape inside the word'],
  ['all', 'every type there is'],
  ['all,secret', 'every type, and a secret'],
  ['configmaps', 'what programs are configured with'],
  ['serviceaccounts', 'what signs in'],
  ['clusterrolebindings', 'who may do what'],
  ['sealedsecrets', 'a type of the cluster itself'],
  ['helmreleases', 'another one'],
  ['Pods', 'a capital'],
  ['', 'nothing'],
  ['pods,', 'an empty type'],
  [',pods', 'an empty type in front'],
  ['pods.', 'an empty group'],
  ['pods.v1.', 'a version of the core'],
  ['pods.evil.example', 'the name of a type in another group'],
  ['deployments.evil.example', 'the same, of a type that has a group'],
  ['deployments.v1.evil.example', 'the same, with a version'],
  ['deployments.vX.apps', 'a version that is none'],
  ['pod/', 'an empty name'],
  ['pod/a/b', 'two names'],
  ['pod/../secrets', 'a path'],
  ['pod/-o', 'a name like a flag'],
  ['pods,svc/checkout', 'a list with a name'],
  ['/etc/passwd', 'a file'],
  ['pods ', 'a blank'],
  ['constructor', 'a name that every object has'],
  [Array.from({ length: 13 }, () => 'pods').join(','), 'too many types'],
];

test('types that hold no secrets are admitted, by any of their own names', async (t) => {
  for (const text of ADMITTED) t.same(kubeResources.parse(text), { kind: 'text', text }, text);
  for (const { names } of KUBE_TYPES) for (const name of names) t.ok(isAdmitted(name), name);
});

test('everything else is refused', async (t) => {
  for (const [text, why] of REFUSED) t.notOk(isAdmitted(text), why);
});

test('its own example is admitted', async (t) => {
  t.ok(isAdmitted(kubeResources.example));
});

test('no name stands for two types', async (t) => {
  const names = KUBE_TYPES.flatMap((known) => known.names);
  t.equal(new Set(names).size, names.length);
});

test('what runs containers holds their environment, and so does what cannot be read', async (t) => {
  t.same(['pods', 'pod/a', 'deploy', 'jobs,svc', 'cronjobs.batch', 'secrets', ''].map(holdsEnvironment), [
    true,
    true,
    true,
    true,
    true,
    true,
    true,
  ]);
  t.same(['nodes', 'svc,ing', 'node/a', 'limitrange', 'hpa'].map(holdsEnvironment), [false, false, false, false, false]);
});

test('no text with the word secret in it is admitted as a type, in whatever case', async (t) => {
  const piece = fc.constantFrom('secret', 'SECRET', 'Secrets', 'pods', 'svc', '.', ',', '/', 'v1', 'apps', 's', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      const [types = ''] = text.split('/');
      return !/secret/i.test(types) || kubeTypesIn(text) === undefined;
    }),
    runs(500),
  );
  t.pass();
});
