// What kubectl is asked about: `pods`, `pods,svc` or `pod/checkout-0`. T5: secrets have many spellings, any case among them, and every
// cluster has types of its own; so the types are a closed list, each name spelled one way, and nothing else is a type.

import { type Shape, shaped } from './shape.js';

export interface KubeType {
  /** Singular, plural and short names. */
  readonly names: readonly string[];
  readonly group: string;
  /** Whether a whole object carries the environment of containers, and what its author put there. */
  readonly isPodBearing: boolean;
}

const CORE = '';

/** Names in one string: this list is read more often than it is run. */
function type(names: string, group: string, isPodBearing = false): KubeType {
  return { names: names.split(' '), group, isPodBearing };
}

// Not here, and so refused: secrets, configmaps, serviceaccounts, roles and bindings, certificate requests, webhooks, `all`.
export const KUBE_TYPES: readonly KubeType[] = [
  type('pods pod po', CORE, true),
  type('replicationcontrollers replicationcontroller rc', CORE, true),
  type('podtemplates podtemplate', CORE, true),
  type('deployments deployment deploy', 'apps', true),
  type('replicasets replicaset rs', 'apps', true),
  type('statefulsets statefulset sts', 'apps', true),
  type('daemonsets daemonset ds', 'apps', true),
  type('jobs job', 'batch', true),
  type('cronjobs cronjob cj', 'batch', true),
  type('scaledobjects scaledobject so', 'keda.sh', true),
  type('scaledjobs scaledjob sj', 'keda.sh', true),
  type('nodes node no', CORE),
  type('namespaces namespace ns', CORE),
  type('services service svc', CORE),
  type('endpoints ep', CORE),
  type('events event ev', CORE),
  type('limitranges limitrange limits', CORE),
  type('resourcequotas resourcequota quota', CORE),
  type('persistentvolumes persistentvolume pv', CORE),
  type('persistentvolumeclaims persistentvolumeclaim pvc', CORE),
  type('componentstatuses componentstatus cs', CORE),
  type('endpointslices endpointslice', 'discovery.k8s.io'),
  type('horizontalpodautoscalers horizontalpodautoscaler hpa', 'autoscaling'),
  type('verticalpodautoscalers verticalpodautoscaler vpa', 'autoscaling.k8s.io'),
  type('poddisruptionbudgets poddisruptionbudget pdb', 'policy'),
  type('ingresses ingress ing', 'networking.k8s.io'),
  type('ingressclasses ingressclass', 'networking.k8s.io'),
  type('networkpolicies networkpolicy netpol', 'networking.k8s.io'),
  type('gateways gateway gtw', 'gateway.networking.k8s.io'),
  type('httproutes httproute', 'gateway.networking.k8s.io'),
  type('storageclasses storageclass sc', 'storage.k8s.io'),
  type('volumeattachments volumeattachment', 'storage.k8s.io'),
  type('csinodes csinode', 'storage.k8s.io'),
  type('csidrivers csidriver', 'storage.k8s.io'),
  type('volumesnapshots volumesnapshot vs', 'snapshot.storage.k8s.io'),
  type('volumesnapshotcontents volumesnapshotcontent vsc', 'snapshot.storage.k8s.io'),
  type('volumesnapshotclasses volumesnapshotclass', 'snapshot.storage.k8s.io'),
  type('priorityclasses priorityclass pc', 'scheduling.k8s.io'),
  type('runtimeclasses runtimeclass', 'node.k8s.io'),
  type('leases lease', 'coordination.k8s.io'),
  type('customresourcedefinitions customresourcedefinition crd crds', 'apiextensions.k8s.io'),
  type('apiservices apiservice', 'apiregistration.k8s.io'),
  type('nodepools nodepool', 'karpenter.sh'),
  type('nodeclaims nodeclaim', 'karpenter.sh'),
  type('provisioners provisioner', 'karpenter.sh'),
];

const BY_NAME = new Map(KUBE_TYPES.flatMap((known) => known.names.map((name) => [name, known] as const)));

const MOST_TYPES = 12;
const VERSION = /^v[1-9][0-9]?(?:(?:alpha|beta)[1-9][0-9]?)?$/;
const NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/;

/** `deployments`, `deployments.apps` or `deployments.v1.apps`: with any other group it is another type. */
function typeOf(text: string): KubeType | undefined {
  const [name = '', ...qualifiers] = text.split('.');
  const known = BY_NAME.get(name);
  if (known === undefined || qualifiers.length === 0) return known;
  if (known.group === CORE) return undefined;
  const [first = '', ...rest] = qualifiers;
  if (qualifiers.join('.') === known.group) return known;
  return VERSION.test(first) && rest.join('.') === known.group ? known : undefined;
}

/** Every type that is asked about; `undefined` when one of them is not listed, or more than that is said. */
export function kubeTypesIn(raw: string): readonly KubeType[] | undefined {
  const [types = '', ...names] = raw.split('/');
  if (names.length > 1 || names.some((name) => !NAME.test(name))) return undefined;
  const asked = types.split(',');
  // `a,b/c` is read by nobody the same way twice.
  if (asked.length > MOST_TYPES || (asked.length > 1 && names.length > 0)) return undefined;
  const known = asked.map(typeOf);
  return known.every((each) => each !== undefined) ? known : undefined;
}

/** T5: the whole of a pod has its environment in it. Text that is no list of types is taken to hold some. */
export function holdsEnvironment(raw: string): boolean {
  return kubeTypesIn(raw)?.some((known) => known.isPodBearing) ?? true;
}

export const kubeResources: Shape = {
  expects: 'types of resources that hold no secrets, with commas between them, or type/name',
  example: 'pods,svc',
  parse: (raw) => (kubeTypesIn(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
};
