// Models: those that are served, those that are called by the token.

import type { Cause } from '../cause.js';
import { nameOr } from '../known.js';
import { byWhom } from './change-log.js';
import { gcloud, regionOf } from './line.js';
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
