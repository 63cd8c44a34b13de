// Models: those that are served, those that are called by the token.

import type { Cause } from '../cause.js';
import { dayAt, flagAt, has, listAt, numberAt, textAt } from '../json.js';
import { type Known, nameOr } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { byWhom, callsOf, changeLog } from './change-log.js';
import { heaviest, isNearStart, last, outcomes, probe, reading, type Row, rows, some, type Told } from './define.js';
import { gcloud, logsNow, plain, regionOf } from './line.js';
import { isAccount } from './makers.js';
import { bare, BY_USE } from './marks.js';

const VERTEX = /Vertex AI|AI Platform|Cloud Machine Learning/i;
const GEMINI = /Gemini API|Generative Language/i;
const NODES =
  /Prediction|Online|Endpoint|Node|Training|Custom|Workbench|Notebook|Instance (?:Core|Ram)|Vector Search|Index Serving|GPU|Nvidia|TPU|Pipelines/i;
const TOKENS =
  /token|Generate content|Gemini|Claude|Imagen|Veo|Embedding|Llama|Mistral|character|(?:Input|Output) (?:Text|Audio|Image|Video)/i;

export const AI_CAUSES: readonly Cause[] = [
  {
    id: 'G10',
    provider: 'gcp',
    title: 'Vertex AI: an endpoint that serves nobody, or a job that never ends',
    weight: 1,
    signature: { marks: [{ service: VERTEX, usage: NODES, tells: 0.92 }, bare(VERTEX, 0.45)], shapes: { ramp: 0.5 }, drivers: BY_USE },
    statement: (known) =>
      known.names.has('custom-job') && !known.names.has('endpoint')
        ? `Job ${nameOr(known, 'custom-job', '')} of Vertex AI has run since around ${known.startDay}.`
        : `Endpoint ${nameOr(known, 'endpoint-name', nameOr(known, 'endpoint', 'of Vertex AI'))} holds ${nameOr(known, 'deployed-model', 'a deployed model')} since ${known.startDay}${byWhom(known, 'endpoints')}: its machines are paid for all day, whether or not anybody asks.`,
    refute: 'no model is deployed and no job runs, or the cost is per token',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Ask who needs the endpoint; undeploy the model if nobody does.',
        command: `gcloud ai endpoints undeploy-model ${nameOr(known, 'endpoint', 'ENDPOINT')} --region=${regionOf(known)} --deployed-model-id=${nameOr(known, 'deployed-model-id', 'ID')}`,
        verify: gcloud('ai endpoints list', known, `--region=${regionOf(known)}`),
      },
      {
        urgency: 'later',
        what: 'Serve in batches, or let the endpoint scale, and give jobs a longest run time.',
        command: null,
        verify: null,
      },
    ],
  },
  {
    id: 'G11',
    provider: 'gcp',
    title: 'Tokens of Gemini or Vertex AI: a loop of ours, or a key in other hands',
    weight: 1,
    isCompromise: true,
    signature: {
      marks: [{ service: VERTEX, usage: TOKENS, tells: 0.93 }, { service: GEMINI, tells: 0.92 }, bare(VERTEX, 0.4)],
      drivers: BY_USE,
    },
    statement: (known) =>
      `Far more tokens are paid for since ${known.startDay}: ` +
      (known.names.has('model-caller') && !known.names.has('foreign-caller')
        ? `${nameOr(known, 'model-caller', '')} sends most of the calls, as a loop or a new feature does.`
        : `${known.names.has('foreign-caller') ? `${nameOr(known, 'foreign-caller', '')} calls the models` : `key ${nameOr(known, 'open-key', 'of the API')} may be used by anybody who has it, from anywhere`}. Treat it as leaked until somebody knows the caller.`),
    refute: 'the keys are restricted, and the calls are spread over the callers that are known',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Contain first: restrict the key to the services and addresses that need it, or delete it; then look for where it was published.',
        command: `gcloud services api-keys update ${nameOr(known, 'open-key-id', 'KEY')} --api-target=service=generativelanguage.googleapis.com --allowed-ips=203.0.113.7`,
        verify: gcloud('services api-keys list', known),
      },
      {
        urgency: 'now',
        what: 'Make a new key for what needs one, and take the old one out of code and history.',
        command: 'gcloud services api-keys create --display-name=replacement',
        verify: null,
      },
      { urgency: 'soon', what: 'Lower the quota of requests and tokens a day to what is used.', command: null, verify: null },
      {
        urgency: 'later',
        what: 'Where it is a loop of ours: cap the calls per task, cache answers, and use service accounts instead of keys.',
        command: null,
        verify: null,
      },
    ],
  },
];

function tellModel(endpoint: Row, model: unknown): Told {
  const spec = ['dedicatedResources', 'machineSpec'];
  const machine = textAt(model, ...spec, 'machineType');
  const gpus = has(model, ...spec, 'acceleratorType')
    ? ` with ${textAt(model, ...spec, 'acceleratorCount')} ${textAt(model, ...spec, 'acceleratorType')}`
    : '';
  return [
    `endpoint ${textAt(endpoint.row, 'displayName')} (${last(textAt(endpoint.row, 'name'))}): model ${textAt(model, 'displayName') || textAt(model, 'id')} on at least ${textAt(model, 'dedicatedResources', 'minReplicaCount') || '1'} ${machine}${gpus}, since ${textAt(model, 'createTime')}`,
    `[${String(endpoint.at)}].deployedModels`,
  ];
}

function readEndpoints(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  if (found.length === 0) return reading('none', [['there is no endpoint', '']]);
  const deployed = found.flatMap((endpoint) => listAt(endpoint.row, 'deployedModels').map((model) => ({ endpoint, model })));
  if (deployed.length === 0) return reading('empty', [[`${String(found.length)} endpoints, none with a model`, '']]);
  const near = deployed.filter(({ model }) => isNearStart(dayAt(model, 'createTime'), known));
  const telling = near.length > 0 ? near : deployed;
  return reading(
    near.length > 0 ? 'deployed-then' : 'deployed',
    telling.slice(0, 6).map(({ endpoint, model }) => tellModel(endpoint, model)),
    {
      endpoint: telling.map(({ endpoint }) => last(textAt(endpoint.row, 'name'))),
      'endpoint-name': telling.map(({ endpoint }) => textAt(endpoint.row, 'displayName')),
      'deployed-model': telling.map(({ model }) => textAt(model, 'displayName')),
      'deployed-model-id': telling.map(({ model }) => textAt(model, 'id')),
    },
  );
}

function readJobs(output: Output, known: Known): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const tell = ({ at, row }: Row): Told => {
    const pools = listAt(row, 'jobSpec', 'workerPoolSpecs');
    const machines = pools.map((pool) => `${textAt(pool, 'replicaCount') || '1'} ${textAt(pool, 'machineSpec', 'machineType')}`);
    return [
      `job ${textAt(row, 'displayName')} (${last(textAt(row, 'name'))}): ${textAt(row, 'state')}, ${some(machines)}, from ${textAt(row, 'startTime') || textAt(row, 'createTime')} to ${textAt(row, 'endTime') || 'now'}`,
      `[${String(at)}]`,
    ];
  };
  const running = found.filter(({ row }) => textAt(row, 'state') === 'JOB_STATE_RUNNING');
  const learned = { 'custom-job': running.map(({ row }) => textAt(row, 'displayName') || last(textAt(row, 'name'))) };
  if (running.length > 0) return reading('running', running.slice(0, 6).map(tell), learned);
  const near = found.filter(({ row }) => isNearStart(dayAt(row, 'createTime'), known));
  return near.length > 0
    ? reading('ran-then', near.slice(0, 6).map(tell))
    : reading('none', [['no job runs, and none began near that day', '']]);
}

function isOpen(row: unknown): boolean {
  const places = ['serverKeyRestrictions', 'browserKeyRestrictions', 'androidKeyRestrictions', 'iosKeyRestrictions'];
  const isBound = places.some((place) => has(row, 'restrictions', place));
  return listAt(row, 'restrictions', 'apiTargets').length === 0 || !isBound;
}

function readKeys(output: Output): Reading | undefined {
  const found = rows(output.json, 'name');
  if (found === undefined) return undefined;
  const keys = found.filter(({ row }) => textAt(row, 'deleteTime') === '');
  if (keys.length === 0) return reading('none', [['there is no API key', '']]);
  const tell = ({ at, row }: Row): Told => {
    const targets = listAt(row, 'restrictions', 'apiTargets').map((target) => textAt(target, 'service'));
    return [
      `key ${textAt(row, 'displayName') || last(textAt(row, 'name'))}, made ${textAt(row, 'createTime')}: ${targets.length === 0 ? 'for every service' : `for ${some(targets)}`}, ${isOpen(row) ? 'usable from anywhere' : 'bound to its callers'}`,
      `[${String(at)}].restrictions`,
    ];
  };
  // A key without any restriction before one that is only open to callers.
  const open = keys
    .filter(({ row }) => isOpen(row))
    .toSorted((one, other) => Number(has(one.row, 'restrictions', 'apiTargets')) - Number(has(other.row, 'restrictions', 'apiTargets')));
  return open.length === 0
    ? reading('restricted', keys.slice(0, 4).map(tell))
    : reading('open', open.map(tell), {
        'open-key': open.map(({ row }) => textAt(row, 'displayName')),
        'open-key-id': open.map(({ row }) => last(textAt(row, 'name'))),
      });
}

const MOST = 0.55;

function readModelCalls(output: Output): Reading | undefined {
  const found = output.command.includes('GenerateContent') ? rows(output.json, 'timestamp') : undefined;
  if (found === undefined) return undefined;
  const calls = callsOf(found);
  const top = heaviest(calls, ({ ip, who }) => who || ip);
  if (top === undefined) return reading('nothing', [['no call of a model is logged', '']]);
  const own = calls.filter(({ ip, who }) => (who || ip) === top.key);
  const model = heaviest(own, ({ what }) => last(what));
  const places = new Set(own.map(({ ip }) => ip));
  const told: Told = [
    `${top.key} sent ${(top.share * 100).toFixed(0)} % of ${String(calls.length)} calls of models, most to ${model?.key ?? '?'}, from ${String(places.size)} addresses (${some([...places])})`,
    `[${String(top.first.at)}].protoPayload`,
  ];
  const learned = { 'model-caller': [top.key], 'service-account': isAccount(top.key) ? [top.key] : [] };
  // Somebody without a name, or one name from many places, is not one of our programs.
  if (top.first.who === '' || places.size >= 8) return reading('unknown-caller', [told], { ...learned, 'foreign-caller': [top.key] });
  return top.share >= MOST && calls.length >= 5 ? reading('one-caller', [told], learned) : reading('spread', [told], learned);
}

function readEndpoint(output: Output): Reading | undefined {
  const name = textAt(output.json, 'name');
  if (!name.includes('/endpoints/')) return undefined;
  const models = listAt(output.json, 'deployedModels');
  if (models.length === 0) return reading('empty', [['the endpoint holds no model', 'deployedModels']]);
  const fixed = models.filter((model) => (numberAt(model, 'dedicatedResources', 'minReplicaCount') ?? 0) >= 1);
  const hasLog = models.some((model) => flagAt(model, 'enableAccessLogging') === true);
  const told = models.slice(0, 4).map((model) => tellModel({ row: output.json, at: 0 }, model));
  return reading(
    fixed.length > 0 && !hasLog ? 'always-on' : 'scales',
    told.map(([text]) => [text, 'deployedModels'] as const),
  );
}

export const AI_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-endpoints',
    operation: 'gcloud ai endpoints list',
    asks: 'which models are deployed, on which machines and since when',
    learns: ['endpoint', 'endpoint-name', 'deployed-model', 'deployed-model-id'],
    command: (known) => gcloud('ai endpoints list', known, `--region=${regionOf(known)}`),
    outcomes: outcomes(
      {
        'deployed-then': 'a model was deployed near that day and is still there',
        deployed: 'models are deployed, for longer',
        empty: 'the endpoints hold no model',
        none: 'there is no endpoint',
      },
      { given: { G10: [0.64, 0.19, 0.06, 0.11], G11: [0.03, 0.12, 0.15, 0.7] }, otherwise: [0.06, 0.24, 0.2, 0.5] },
    ),
    read: readEndpoints,
  }),
  probe({
    name: 'gcp-endpoint',
    operation: 'gcloud ai endpoints describe',
    asks: 'whether the endpoint keeps machines for nobody',
    needs: ['endpoint'],
    command: (known) => {
      const endpoint = plain(known, 'endpoint');
      return endpoint === undefined ? undefined : gcloud(`ai endpoints describe ${endpoint}`, known, `--region=${regionOf(known)}`);
    },
    outcomes: outcomes(
      { 'always-on': 'it keeps machines and logs no request', scales: 'it scales, or logs who asks', empty: 'it holds no model' },
      { given: { G10: [0.7, 0.24, 0.06] }, otherwise: [0.4, 0.3, 0.3] },
    ),
    read: readEndpoint,
  }),
  probe({
    name: 'gcp-custom-jobs',
    operation: 'gcloud ai custom-jobs list',
    asks: 'which training jobs run, and since when',
    learns: ['custom-job'],
    command: (known) => gcloud('ai custom-jobs list', known, `--region=${regionOf(known)}`, '--limit=30'),
    outcomes: outcomes(
      { running: 'a job is still running', 'ran-then': 'jobs ran in those days', none: 'no job has to do with it' },
      { given: { G10: [0.34, 0.1, 0.56], G11: [0.04, 0.08, 0.88] }, otherwise: [0.06, 0.14, 0.8] },
    ),
    read: readJobs,
  }),
  changeLog({
    name: 'gcp-who-deployed',
    things: 'endpoints',
    causes: ['G10'],
    methods: ['EndpointService.DeployModel', 'JobService.CreateCustomJob', 'EndpointService.MutateDeployedModel'],
  }),
  probe({
    name: 'gcp-api-keys',
    operation: 'gcloud services api-keys list',
    asks: 'whether a key of the API may be used by anybody, from anywhere',
    learns: ['open-key', 'open-key-id'],
    command: (known) => gcloud('services api-keys list', known),
    outcomes: outcomes(
      { open: 'a key may be used from anywhere', restricted: 'every key is bound to its callers', none: 'there is no key' },
      { given: { G11: [0.68, 0.16, 0.16], G10: [0.22, 0.33, 0.45] }, otherwise: [0.24, 0.36, 0.4] },
    ),
    read: readKeys,
  }),
  probe({
    name: 'gcp-model-calls',
    operation: 'gcloud logging read',
    asks: 'who calls the models, as far as calls are logged',
    learns: ['model-caller', 'foreign-caller', 'service-account'],
    command: (known) => logsNow('protoPayload.methodName:"GenerateContent"', known, '3d', 300),
    seconds: 5,
    outcomes: outcomes(
      {
        'unknown-caller': 'a caller without a name, or from many places, sends them',
        'one-caller': 'one account of ours sends most',
        spread: 'many callers share them, as when usage grows',
        nothing: 'no call is logged',
      },
      { given: { G11: [0.26, 0.38, 0.06, 0.3], G10: [0.02, 0.06, 0.12, 0.8] }, otherwise: [0.02, 0.08, 0.25, 0.65] },
    ),
    read: readModelCalls,
  }),
];
