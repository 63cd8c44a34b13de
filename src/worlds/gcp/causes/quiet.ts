// Bills on which nothing is wrong though they move, and one on which two things are.

import type { Cover } from '../../bill/index.js';
import type { Truth } from '../../world.js';
import type { Told } from '../plot.js';
import { audit } from '../build/logs.js';
import { weekday } from '../../days.js';
import { scanPlot } from './data.js';
import { growth, launch, oldSink, sandbox, spareDisk, stoppedGpu } from './decoys.js';
import { debugPlot } from './serverless.js';

const NOTHING: Truth = { outcome: 'nothing-found', causes: [], spike: null, facts: [] };

const migration: Told = {
  name: 'gcp-new-discounts',
  family: 'no-spike',
  about: 'the cloud changed how it writes discounts on its bills',
  plot: ({ days, start }) => {
    // From one day on the list price is billed and the discount is a credit of its own; what is to be paid stays the same.
    const cover: Cover = {
      kind: 'spend-commitment',
      id: 'flex-cud',
      name: 'Committed use discount - dollar based: Compute flexible',
      from: start,
      until: days,
      paid: 0.72,
    };
    const price = (day: number): number => (day < start ? 0.72 : 1);
    const keys = ['gke-core', 'gke-ram', 'web-core', 'web-ram'];
    return {
      formats: ['detailed-csv', 'detailed-json', 'standard-csv'],
      covers: Object.fromEntries(keys.map((key) => [key, [cover]])),
      prices: Object.fromEntries(keys.map((key) => [key, price])),
      changes: { 'gke-core': (quantity) => quantity * 2, 'gke-ram': (quantity) => quantity * 2 },
      truth: NOTHING,
    };
  },
  decoys: (setting) => [sandbox(setting), spareDisk(setting)],
};

const grows: Told = {
  name: 'gcp-good-year',
  family: 'no-spike',
  about: 'a company with more customers every week',
  plot: () => {
    const keys = [
      'web-core',
      'gke-core',
      'gke-ram',
      'run-cpu',
      'run-ram',
      'run-requests',
      'egress',
      'bq-scan',
      'gcs-standard',
      'pubsub',
      'logs',
      'fn-cpu',
      'gemini',
    ];
    return { ...growth(...keys), truth: NOTHING };
  },
  decoys: (setting) => [sandbox(setting), oldSink(setting), stoppedGpu(setting)],
};

const weekly: Told = {
  name: 'gcp-monday-batch',
  family: 'no-spike',
  about: 'a company that computes everything anew at the start of each week',
  plot: (setting) => {
    const { analyst, data, days, firstDay, region } = setting;
    const isMonday = (day: number): boolean => weekday(firstDay + day) === 0;
    return {
      home: data.id,
      changes: {
        flow: (quantity, day) => quantity * (isMonday(day) ? 9 : 0.6),
        'bq-scan': (quantity, day) => quantity * (isMonday(day) ? 2.6 : 1),
      },
      part: {
        logs: Array.from({ length: days }, (_, day) => day)
          .filter(isMonday)
          .map((day) =>
            audit(setting, {
              project: data.id,
              day,
              hour: 3,
              method: 'dataflow.jobs.create',
              service: 'dataflow.googleapis.com',
              who: analyst,
              resource: `projects/${data.id}/locations/${region}/jobs/weekly`,
              type: 'dataflow_step',
              labels: { job_name: 'weekly-rebuild' },
            }),
          ),
      },
      truth: NOTHING,
    };
  },
  decoys: (setting) => [sandbox(setting), stoppedGpu(setting)],
};

const both: Told = {
  name: 'gcp-two-teams',
  family: 'two-causes',
  about: 'two teams that each changed something in the same fortnight',
  plot: (setting) => {
    const scan = scanPlot(setting, 1.4);
    // Some days earlier, and much less money.
    const talk = debugPlot({ ...setting, start: setting.start - 3 }, 0.5);
    return {
      ...scan,
      part: {
        items: [...(scan.part?.items ?? []), ...(talk.part?.items ?? [])],
        jobs: scan.part?.jobs ?? [],
        grants: scan.part?.grants ?? [],
        logs: [...(scan.part?.logs ?? []), ...(talk.part?.logs ?? [])],
      },
      changes: { ...scan.changes, ...talk.changes },
      truth: { ...scan.truth, causes: ['G01', 'G05'], facts: [...scan.truth.facts, ...talk.truth.facts] },
    };
  },
  decoys: (setting) => [launch(setting), growth('gcs-media')],
};

export const QUIET: readonly Told[] = [migration, grows, weekly, both];
