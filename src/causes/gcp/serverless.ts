// Cloud Run and functions: instances that never sleep, events that call themselves.

import type { Cause } from '../cause.js';
import { nameOr } from '../known.js';
import { byWhom } from './change-log.js';
import { gcloud, regionOf } from './line.js';
import { bare, BY_USE } from './marks.js';

const RUN = /Cloud Run/i;
const FUNCTIONS = /Cloud (?:Run )?Functions/i;
const ALWAYS = /Min[- ]?Instance|Instance-based|Always[- ](?:on|allocated)/i;
const CPU = /CPU|Memory/i;
const CALLS = /Request|Invocation/i;

export const SERVERLESS_CAUSES: readonly Cause[] = [
  {
    id: 'G04',
    provider: 'gcp',
    title: 'Cloud Run: minimum instances, or CPU that is always allocated',
    weight: 1,
    signature: {
      marks: [
        { service: RUN, usage: ALWAYS, tells: 0.95 },
        { service: RUN, usage: CPU, tells: 0.5 },
        { service: FUNCTIONS, usage: ALWAYS, tells: 0.9 },
        bare(RUN, 0.5),
        bare(FUNCTIONS, 0.15),
      ],
      drivers: BY_USE,
    },
    statement: (known) =>
      `Service ${nameOr(known, 'run-service', 'of Cloud Run')} keeps ${nameOr(known, 'min-instances', 'instances')} warm since ${known.startDay}` +
      `${known.names.has('run-revision') ? `, with revision ${nameOr(known, 'run-revision', '')}` : ''}${byWhom(known, 'run services')}: it is paid for all day, whether or not anybody calls.`,
    refute: 'every service scales to zero and CPU is allocated only while requests are served',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Set the minimum of instances back to what cold starts really need, often zero or one, and CPU to be allocated during requests.',
        command: `gcloud run services update ${nameOr(known, 'run-service', 'SERVICE')} --region=${nameOr(known, 'run-region', regionOf(known))} --min-instances=0 --cpu-throttling`,
        verify: gcloud('run services list', known, '--limit=100'),
      },
      {
        urgency: 'later',
        what: 'Keep the minimum in the same file as the rest of the deployment, and review it.',
        command: null,
        verify: null,
      },
    ],
  },
  {
    id: 'G23',
    provider: 'gcp',
    title: 'Functions or Cloud Run called in a loop by their own events, or retried without end',
    weight: 1,
    signature: {
      marks: [
        { service: FUNCTIONS, usage: CALLS, tells: 0.92 },
        { service: FUNCTIONS, tells: 0.8 },
        { service: RUN, usage: /^Requests$/i, tells: 0.85 },
        { service: RUN, usage: /Request-based|CPU Allocation Time|CPU Time/i, tells: 0.5 },
        { service: RUN, usage: CALLS, tells: 0.5 },
        { service: /Eventarc/i, tells: 0.85 },
        bare(RUN, 0.3),
      ],
      shapes: { ramp: 0.6 },
      drivers: BY_USE,
    },
    statement: (known) =>
      `${nameOr(known, 'function', nameOr(known, 'run-service', 'A function'))} is called by events again and again since ${known.startDay}` +
      `${known.names.has('trigger') ? `, by way of ${nameOr(known, 'trigger', '')}` : ''}${byWhom(known, 'functions')}: it writes to what triggers it, or fails and is retried.`,
    refute: 'the calls come from people or from other services, not from events, and nothing is retried',
    fixes: (known) => [
      {
        urgency: 'now',
        what: 'Stop the loop: limit the instances to one or take the trigger away until the cause is found.',
        command: `gcloud functions deploy ${nameOr(known, 'function', 'FUNCTION')} --region=${regionOf(known)} --max-instances=1 --no-retry`,
        verify: gcloud('functions list', known),
      },
      {
        urgency: 'soon',
        what: 'Write results to another bucket, topic or prefix than the one that triggers.',
        command: null,
        verify: null,
      },
      {
        urgency: 'later',
        what: 'Send what keeps failing to a dead-letter topic, and cap the instances of everything that events call.',
        command: null,
        verify: null,
      },
    ],
  },
];
