// What is read of models that are called or kept running.

import { isListAt, textAt } from '../../json.js';
import { firstName, type Known } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, probe, told, timesAround } from '../build.js';
import { newcomers, rowsAt, words } from '../list.js';
import { by, type Dimensions, metric, metrics } from '../metric.js';
import { BEDROCK, isAbout } from '../services.js';
import { eventsIn, findingOf, isAutoscaling, trail, trailArgs } from '../trail.js';

const isModels = (known: Known): boolean => isAbout(known, /token|MP:|InvokeModel|ModelUnits/i, BEDROCK);

const models = probe({
  name: 'models-called',
  only: isModels,
  operation: 'cloudwatch list-metrics',
  asks: 'which models were called',
  args: () => ['--namespace=AWS/Bedrock', '--max-items=200'],
  learns: ['model'],
  microUsd: 10,
  outcomes: {
    'models-called': ['models are called here', { A13: 0.97, A29: 0.9 }, 0.8],
    'no-model': ['no model is called here', { A13: 0.03, A29: 0.1 }, 0.2],
  },
  read: ({ command, json }) => {
    if (!isListAt(json, 'Metrics') || !command.includes('AWS/Bedrock')) return undefined;
    const dimensions = (rowsAt(json, ['Metrics'], 'MetricName') ?? []).flatMap(({ item }) => rowsAt(item, ['Dimensions'], 'Value') ?? []);
    const names = [...new Set(dimensions.filter(({ item }) => textAt(item, 'Name') === 'ModelId').map(({ id }) => id))];
    if (names.length === 0) return told('no-model', [found('no metric of a model is there', 'Metrics')]);
    return told('models-called', [found(`models: ${names.join(', ')}`, 'Metrics')], [learns('model', names)]);
  },
});

const callers = probe({
  name: 'model-callers',
  only: isModels,
  operation: 'cloudtrail lookup-events',
  asks: 'who calls models, and from where',
  learns: ['actor', 'access-key', 'model'],
  args: (known) => trailArgs(known, 'EventName', 'InvokeModel', 0, 3),
  outcomes: {
    'long-lived-key': ['a long-lived access key calls models from outside AWS', { A29: 0.7, A13: 0.1 }, 0.06],
    'one-role': ['one program of yours calls models again and again', { A13: 0.6, A29: 0.1 }, 0.36],
    'several-callers': ['several callers call models', { A13: 0.15, A29: 0.08 }, 0.26],
    'no-calls': ['no call is told', { A13: 0.15, A29: 0.12 }, 0.32],
  },
  read: ({ command, json }) => {
    if (!command.includes('InvokeModel') || !isListAt(json, 'Events')) return undefined;
    const events = eventsIn(json).filter(({ name }) => /^(?:InvokeModel|Converse)/.test(name));
    const counts = new Map<string, number>();
    for (const { who } of events) counts.set(who, (counts.get(who) ?? 0) + 1);
    const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
    if (most === undefined) return told('no-calls', [found('no call of a model is told', 'Events')]);
    const own = events.filter(({ who }) => who === most[0]);
    const isOutside = own.some(
      ({ accessKey, detail }) => accessKey.startsWith('AKIA') || /^(?:IAMUser|Root)$/.test(textAt(detail, 'userIdentity', 'type')),
    );
    const text = found(`${String(most[1])} of ${String(events.length)} calls are by ${most[0] || 'one caller'}`, 'Events');
    const learned = [
      learns('actor', [most[0]]),
      learns(
        'access-key',
        own.map(({ accessKey }) => accessKey),
      ),
      learns(
        'model',
        own.map(({ detail }) => textAt(detail, 'requestParameters', 'modelId')),
      ),
    ];
    const outcome = isOutside ? 'long-lived-key' : most[1] > events.length / 2 ? 'one-role' : 'several-callers';
    return told(outcome, [text, ...own.slice(0, 2).map(findingOf)], learned);
  },
});

const ofModel = { namespace: 'AWS/Bedrock', dimensions: by('ModelId', 'model'), kind: 'model' } as const;
const inService =
  (operation: string): ((item: unknown) => boolean) =>
  (item) =>
    textAt(item, operation) === 'InService';

export const AI_PROBES: readonly Probe[] = [
  models,
  callers,
  ...metrics(3, {
    name: 'model-tokens',
    asks: 'whether more is sent to a model since then',
    ...ofModel,
    metric: 'InputTokenCount',
    rose: 'this model is sent what is new',
    flat: 'this model is sent what it was before',
    given: { A13: 0.88, A29: 0.8 },
    otherwise: 0.25,
  }),
  ...metrics(1, {
    name: 'model-calls',
    asks: 'whether a model is called more often, or only with more',
    ...ofModel,
    metric: 'Invocations',
    rose: 'it is called more often',
    flat: 'it is called as often, with more in each call',
    given: { A13: 0.7, A29: 0.85 },
    otherwise: 0.3,
  }),
  newcomers({
    name: 'provisioned-models',
    operation: 'bedrock list-provisioned-model-throughputs',
    asks: 'whether capacity of a model was bought',
    list: ['provisionedModelSummaries'],
    id: 'provisionedModelName',
    days: [['creationTime'], ['lastModifiedTime']],
    kind: 'provisioned-model',
    also: words(['status'], ['modelUnits'], ['commitmentDuration']),
    then: ['capacity of a model was bought then, and is paid by the hour', { A13: 0.12 }, 0.03],
    before: ['capacity of a model is there as before', { A13: 0.1 }, 0.07],
    none: ['no capacity was bought: each token is paid', { A13: 0.78, A29: 0.9 }, 0.9],
  }),
  newcomers({
    name: 'endpoints',
    operation: 'sagemaker list-endpoints',
    asks: 'which endpoints run, and since when',
    args: () => ['--status-equals=InService'],
    list: ['Endpoints'],
    id: 'EndpointName',
    days: [['CreationTime'], ['LastModifiedTime']],
    kind: 'endpoint',
    keep: inService('EndpointStatus'),
    then: ['an endpoint runs since the money rose', { A14: 0.6 }, 0.06],
    before: ['the endpoints ran before', { A14: 0.12 }, 0.3],
    none: ['no endpoint runs', { A14: 0.28 }, 0.64],
  }),
  newcomers({
    name: 'notebooks',
    operation: 'sagemaker list-notebook-instances',
    asks: 'which notebooks run, and since when',
    args: () => ['--status-equals=InService'],
    list: ['NotebookInstances'],
    id: 'NotebookInstanceName',
    days: [['CreationTime'], ['LastModifiedTime']],
    kind: 'notebook',
    keep: inService('NotebookInstanceStatus'),
    also: words(['InstanceType']),
    then: ['a notebook runs since the money rose', { A14: 0.3 }, 0.03],
    before: ['the notebooks ran before', { A14: 0.1 }, 0.2],
    none: ['no notebook runs', { A14: 0.6 }, 0.77],
  }),
  newcomers({
    name: 'studio-apps',
    operation: 'sagemaker list-apps',
    asks: 'which apps of Studio run, and since when',
    list: ['Apps'],
    id: 'AppName',
    days: [['CreationTime']],
    kind: 'app',
    keep: inService('Status'),
    also: words(['AppType'], ['UserProfileName'], ['ResourceSpec', 'InstanceType']),
    then: ['an app of Studio runs since the money rose', { A14: 0.22 }, 0.03],
    before: ['the apps ran before', { A14: 0.1 }, 0.2],
    none: ['no app runs', { A14: 0.68 }, 0.77],
  }),
  newcomers({
    name: 'training-jobs',
    operation: 'sagemaker list-training-jobs',
    asks: 'which training jobs were started since then',
    args: (known) => [`--creation-time-after=${timesAround(known, 2).from}`, '--max-items=50'],
    list: ['TrainingJobSummaries'],
    id: 'TrainingJobName',
    days: [['CreationTime']],
    kind: 'training-job',
    also: words(['TrainingJobStatus']),
    then: ['training began when the money rose', { A14: 0.2 }, 0.1],
    before: ['training went on as before', { A14: 0.05 }, 0.1],
    none: ['nothing was trained', { A14: 0.75 }, 0.8],
  }),
  metric({
    name: 'endpoint-calls',
    asks: 'whether anybody calls the endpoint',
    namespace: 'AWS/SageMaker',
    metric: 'Invocations',
    dimensions: ((known) => [
      ['EndpointName', firstName(known, 'endpoint')],
      ['VariantName', 'AllTraffic'],
    ]) satisfies Dimensions,
    kind: 'endpoint',
    rose: 'it is called more since then',
    flat: 'it is not called more: it only runs',
    given: { A14: 0.1 },
    otherwise: 0.6,
  }),
  trail({
    name: 'endpoint-made',
    event: 'CreateEndpoint',
    asks: 'who made an endpoint when the money rose',
    done: 'an endpoint was made then',
    not: 'no endpoint was made then',
    given: { A14: 0.55 },
    otherwise: 0.04,
    where: (event) => !isAutoscaling(event) && !event.name.startsWith('CreateEndpointConfig'),
  }),
];
