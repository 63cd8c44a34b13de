// Models that are called or kept running: A13, A14.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { BEDROCK, marked, SAGEMAKER, tail, unsaid } from '../services.js';
import { byWhom } from '../trail.js';

export const AI_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A13',
    title: 'far more tokens for a model',
    weight: 1.2,
    signature: {
      marks: [
        marked(undefined, /(?:input|output)-?_?tokens?|TokenCount/i, 0.8),
        marked(BEDROCK, tail('MP:|.{0,40}Units$|InvokeModel|Converse|ProvisionedThroughput|ModelUnits'), 0.75),
        unsaid(/Bedrock/i, 0.6),
        unsaid(BEDROCK, 0.35),
      ],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.3 },
    },
    statement: (known) => {
      const who = firstName(known, 'actor') ?? 'a program';
      return (
        `Since ${known.startDay} ${who} sends far more tokens to ${nameOr(known, 'model', 'a model')}, as a loop ` +
        'or prompts without a bound do.'
      );
    },
    refute: 'as many tokens for every model as before, or a caller who is none of yours',
    fixes: (known) => [
      fix(
        'now',
        'Bound the loop: a cap on calls and on tokens in each, and stop on repeated failures.',
        null,
        verifyBy(known, 'cloudwatch list-metrics', '--namespace=AWS/Bedrock', '--max-items=200'),
      ),
      fix(
        'soon',
        'Use prompt caching and a smaller model where it does; set a budget with an action.',
        'aws budgets create-budget --account-id=ACCOUNT --budget=file://budget.json',
      ),
      fix('soon', 'If the caller is nobody of yours, rotate its key at once.', null, 'aws iam list-users --max-items=100'),
    ],
  }),
  awsCause({
    id: 'A14',
    title: 'SageMaker endpoints, notebooks or apps left on',
    weight: 1,
    signature: {
      marks: [
        marked(
          undefined,
          tail('(?:Host|Notebk|Studio|Train|AsyncInf|Hosting|Processing|Tsform|KernelGateway|JupyterLab|Canvas|Cluster):?(?:ml|\\.|:)'),
          0.93,
        ),
        marked(SAGEMAKER, /ml\.|Host|Notebk|Studio|Train|AsyncInf/i, 0.85),
        unsaid(SAGEMAKER, 0.7),
      ],
      shapes: { ramp: 0.5, 'one-off': 0.4 },
      drivers: { price: 0.2 },
    },
    statement: (known) => {
      const what =
        firstName(known, 'endpoint') ?? firstName(known, 'notebook') ?? firstName(known, 'app') ?? firstName(known, 'training-job');
      return `${what ?? 'Something of SageMaker'} runs since ${known.startDay} and is paid by the hour, used or not${byWhom(known)}.`;
    },
    refute: 'an endpoint that is called in proportion, or nothing that runs',
    fixes: (known) => [
      fix(
        'now',
        'Delete endpoints that nobody calls, stop notebooks and apps.',
        `aws sagemaker delete-endpoint --endpoint-name=${nameOr(known, 'endpoint', 'ENDPOINT')}`,
        verifyBy(known, 'sagemaker list-endpoints', '--status-equals=InService'),
      ),
      fix('soon', 'Stop idle apps by a lifecycle configuration; use serverless or asynchronous endpoints that scale to nothing.'),
    ],
  }),
];
