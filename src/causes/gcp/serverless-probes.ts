// Reads of Cloud Run and functions.

import type { Probe } from '../probe.js';
import { changeLog } from './change-log.js';
import { outcomes, probe } from './define.js';
import { gcloud, logsNow, plain } from './line.js';
import { readCalls, readFunctions, readRevisions, readServices, readTriggers } from './serverless-readers.js';

export const SERVERLESS_PROBES: readonly Probe[] = [
  probe({
    name: 'gcp-run-services',
    operation: 'gcloud run services list',
    asks: 'which services keep instances warm, and since when',
    learns: ['run-service', 'run-region', 'min-instances'],
    command: (known) => gcloud('run services list', known, '--limit=100'),
    outcomes: outcomes(
      {
        'warm-since': 'a service that changed near that day keeps instances warm',
        warm: 'a service keeps instances warm, for longer',
        'to-zero': 'every service scales to zero',
        none: 'there is no service',
      },
      { given: { G04: [0.62, 0.28, 0.06, 0.04], G23: [0.04, 0.12, 0.64, 0.2] }, otherwise: [0.05, 0.18, 0.57, 0.2] },
    ),
    read: readServices,
  }),
  probe({
    name: 'gcp-run-revisions',
    operation: 'gcloud run revisions list',
    asks: 'with which revision the instances were raised',
    needs: ['run-service', 'run-region'],
    learns: ['run-revision', 'min-instances'],
    command: (known) => {
      const [service, region] = [plain(known, 'run-service'), plain(known, 'run-region')];
      return service === undefined || region === undefined
        ? undefined
        : gcloud('run revisions list', known, `--service=${service}`, `--region=${region}`, '--limit=20');
    },
    outcomes: outcomes(
      { raised: 'a revision of that day keeps instances warm', earlier: 'earlier revisions did, too', never: 'no revision does' },
      { given: { G04: [0.76, 0.16, 0.08] }, otherwise: [0.07, 0.2, 0.73] },
    ),
    read: readRevisions,
  }),
  changeLog({
    name: 'gcp-who-changed-run',
    things: 'run services',
    causes: ['G04'],
    methods: ['Services.ReplaceService', 'Services.UpdateService', 'Services.CreateService'],
    given: 0.55,
    otherwise: 0.12,
  }),
  probe({
    name: 'gcp-functions',
    operation: 'gcloud functions list',
    asks: 'which functions are called by events, retried, or were changed near that day',
    learns: ['function', 'trigger'],
    command: (known) => gcloud('functions list', known),
    outcomes: outcomes(
      {
        changed: 'a function called by events was changed near that day',
        retried: 'a function called by events is retried when it fails',
        'by-event': 'functions are called by events, without retry and unchanged',
        'by-request': 'functions are called by requests alone',
        none: 'there is no function',
      },
      {
        given: { G23: [0.5, 0.24, 0.1, 0.06, 0.1], G04: [0.06, 0.12, 0.26, 0.26, 0.3] },
        otherwise: [0.06, 0.12, 0.26, 0.26, 0.3],
      },
    ),
    read: readFunctions,
  }),
  probe({
    name: 'gcp-triggers',
    operation: 'gcloud eventarc triggers list',
    asks: 'which events call what, and since when',
    learns: ['trigger', 'function'],
    command: (known) => gcloud('eventarc triggers list', known, '--location=-'),
    outcomes: outcomes(
      { new: 'a trigger was made or changed near that day', older: 'the triggers are older', none: 'there is none' },
      { given: { G23: [0.42, 0.28, 0.3] }, otherwise: [0.04, 0.32, 0.64] },
    ),
    read: readTriggers,
  }),
  probe({
    name: 'gcp-run-calls',
    operation: 'gcloud logging read',
    asks: 'who calls the services and functions: events or people',
    learns: ['function'],
    command: (known) => logsNow('resource.type=("cloud_run_revision" OR "cloud_function")', known, '1d', 300),
    seconds: 5,
    outcomes: outcomes(
      {
        storm: 'one is called by events, or fails, again and again',
        traffic: 'the calls look like ordinary traffic',
        nothing: 'no call is logged',
      },
      { given: { G23: [0.64, 0.14, 0.22], G04: [0.06, 0.5, 0.44] }, otherwise: [0.07, 0.6, 0.33] },
    ),
    read: readCalls,
  }),
  changeLog({
    name: 'gcp-who-changed-functions',
    things: 'functions',
    causes: ['G23'],
    methods: [
      'CloudFunctionsService.UpdateFunction',
      'CloudFunctionsService.CreateFunction',
      'FunctionService.UpdateFunction',
      'FunctionService.CreateFunction',
      'Eventarc.CreateTrigger',
    ],
    given: 0.5,
    otherwise: 0.05,
  }),
];
