// Reads of what serves models and who calls them.

import type { Probe } from '../probe.js';
import { readEndpoint, readEndpoints, readJobs, readKeys, readModelCalls } from './ai-readers.js';
import { changeLog } from './change-log.js';
import { outcomes, probe } from './define.js';
import { gcloud, logsNow, plain, regional } from './line.js';

export const AI_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-endpoints',
    operation: 'gcloud ai endpoints list',
    asks: 'which models are deployed, on which machines and since when',
    learns: ['endpoint', 'endpoint-name', 'deployed-model', 'deployed-model-id'],
    command: (known) => regional('ai endpoints list', known, '--region'),
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
      return endpoint === undefined ? undefined : regional(`ai endpoints describe ${endpoint}`, known, '--region');
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
    command: (known) => regional('ai custom-jobs list', known, '--region', '--limit=30'),
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
