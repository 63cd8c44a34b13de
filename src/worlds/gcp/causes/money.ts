// Prices that change while nothing else does: commitments and credits that end. And buckets whose class is changed too often.

import type { Cover } from '../../bill/index.js';
import { compute } from '../build/compute.js';
import { audit } from '../build/logs.js';
import { numberOf } from '../build/services.js';
import { onlySince } from '../lines.js';
import { spikeOf, type Told } from '../plot.js';
import { iso, pacific, startDay } from '../setting.js';
import { growth, launch, oldDataset, sandbox, spareDisk, stoppedGpu } from './decoys.js';

const commitment: Told = {
  name: 'gcp-steady-fleet',
  family: 'commitments',
  about: 'a fleet that has been the same size for a year',
  plot: (setting) => {
    const { prod, random: base, region, start } = setting;
    const random = base.fork('plot');
    const factor = random.between(2.4, 3.6);
    const name = random.pick(['n2-one-year', 'core-2025', 'gke-baseline']);
    const cover: Cover = {
      kind: 'committed-use',
      id: `projects/${prod.id}/regions/${region}/commitments/${name}`,
      name: 'Committed use discount: N2 CPU and RAM',
      from: 0,
      until: start,
      paid: 0.6,
    };
    const end = pacific(setting, start, 7);
    return {
      covers: { 'gke-core': [cover], 'gke-ram': [cover] },
      changes: { 'gke-core': (quantity) => quantity * factor, 'gke-ram': (quantity) => quantity * factor },
      part: {
        items: [
          compute(setting, 'commitment', {
            project: prod.id,
            location: region,
            name,
            day: start - 365,
            json: {
              autoRenew: false,
              category: 'MACHINE',
              endTimestamp: end,
              plan: 'TWELVE_MONTH',
              resources: [
                { amount: '144', type: 'VCPU' },
                { amount: '589824', type: 'MEMORY' },
              ],
              startTimestamp: pacific(setting, start - 365, 7),
              status: 'EXPIRED',
              statusMessage: 'The commitment is past its end.',
              type: 'GENERAL_PURPOSE_N2',
            },
          }),
          compute(setting, 'commitment', {
            project: prod.id,
            location: region,
            name: 'e2-three-years',
            day: -200,
            json: {
              autoRenew: false,
              category: 'MACHINE',
              endTimestamp: pacific(setting, 880, 7),
              plan: 'THIRTY_SIX_MONTH',
              resources: [
                { amount: '8', type: 'VCPU' },
                { amount: '32768', type: 'MEMORY' },
              ],
              startTimestamp: pacific(setting, -200, 7),
              status: 'ACTIVE',
              type: 'GENERAL_PURPOSE_E2',
            },
          }),
          {
            of: 'recommender recommendations',
            project: prod.id,
            location: region,
            id: 'cud-1',
            parent: 'google.compute.commitment.UsageCommitmentRecommender',
            json: {
              content: { overview: { commitmentType: 'GENERAL_PURPOSE_N2', plan: 'TWELVE_MONTH' } },
              description: 'Purchase a 1 year committed use discount for N2 cores.',
              lastRefreshTime: iso(setting, setting.days - 1, 6),
              name: `projects/${numberOf(setting, prod.id)}/locations/${region}/recommenders/google.compute.commitment.UsageCommitmentRecommender/recommendations/cud-1`,
              primaryImpact: { category: 'COST', costProjection: { cost: { currencyCode: 'USD', units: '-4210' }, duration: '2592000s' } },
              priority: 'P2',
              stateInfo: { state: 'ACTIVE' },
            },
          },
        ],
      },
      truth: {
        outcome: 'cause-found',
        causes: ['G18'],
        spike: spikeOf(setting, /^Compute Engine$/, /N2 Instance (?:Core|Ram)/),
        facts: [name, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('run-cpu'), sandbox(setting)],
};

const credit: Told = {
  name: 'gcp-startup-year',
  family: 'commitments',
  about: 'a young company whose first year in the cloud was cheap',
  plot: (setting) => {
    const { billingAccount, prod, start } = setting;
    const random = setting.random.fork('plot');
    const factor = random.between(9, 15);
    const name = random.pick(['Google for Startups Cloud Program', 'AI startup credits', 'Partner migration credits']);
    const cover: Cover = { kind: 'promotion', id: 'promo-71820', name, from: 0, until: start, paid: 0 };
    const [year = 0, month = 0, day = 0] = startDay(setting).split('-').map(Number);
    return {
      // Other exports keep credits apart from what was used; this one shows what is left to pay.
      formats: ['console'],
      covers: { gemini: [cover], 'gemini-out': [cover] },
      changes: { gemini: (quantity) => quantity * factor, 'gemini-out': (quantity) => quantity * factor },
      part: {
        items: [
          {
            of: 'billing budgets',
            project: prod.id,
            location: 'global',
            id: 'credits',
            parent: billingAccount,
            json: {
              amount: { specifiedAmount: { currencyCode: 'USD', units: '25000' } },
              budgetFilter: {
                creditTypes: ['PROMOTION'],
                creditTypesTreatment: 'INCLUDE_SPECIFIED_CREDITS',
                customPeriod: { endDate: { day, month, year }, startDate: { day, month, year: year - 1 } },
                services: ['services/C7E2-9256-1C43'],
              },
              displayName: `${name}: credit for Vertex AI, ends ${startDay(setting)}`,
              etag: '0c1b9a7d44e2',
              name: `billingAccounts/${billingAccount}/budgets/9a0d6c11-2b7e-4f55-8c39-71e4d5a0b2c8`,
              thresholdRules: [{ spendBasis: 'CURRENT_SPEND', thresholdPercent: 1 }],
            },
          },
        ],
      },
      truth: {
        outcome: 'cause-found',
        causes: ['G18'],
        spike: spikeOf(setting, /^Vertex AI$/, /Gemini/),
        facts: [name, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('run-cpu'), stoppedGpu(setting)],
};

const classes: Told = {
  name: 'gcp-tidy-lake',
  family: 'storage',
  about: 'a data lake that somebody made tidier',
  plot: (setting) => {
    const { company, data, engineer, scale, start } = setting;
    const random = setting.random.fork('plot');
    const name = `${company}-archive`;
    const tier = random.pick(['Nearline', 'Coldline'] as const);
    const usd = random.between(80, 140) * scale;
    return {
      home: data.id,
      edits: {
        [`storage buckets/${name}`]: (json) => ({
          ...json,
          default_storage_class: tier.toUpperCase(),
          lifecycle_config: { rule: [{ action: { type: 'Delete' }, condition: { age: 3, matchesStorageClass: [tier.toUpperCase()] } }] },
          metageneration: 9,
          update_time: iso(setting, start, 8.3).replace('Z', '+0000'),
        }),
      },
      part: {
        logs: [
          audit(setting, {
            project: data.id,
            day: start,
            hour: 8.3,
            method: 'storage.buckets.update',
            service: 'storage.googleapis.com',
            who: engineer,
            resource: `projects/_/buckets/${name}`,
            type: 'gcs_bucket',
            labels: { bucket_name: name, location: 'us' },
            request: { lifecycle: { rule: [{ action: { type: 'Delete' }, condition: { age: 3 } }] } },
          }),
        ],
      },
      uses: [
        {
          key: 'early',
          project: data.id,
          service: 'storage',
          sku: `${tier} Storage US Multi-region (Early Delete)`,
          region: 'us',
          unit: 'gibibyte month',
          price: tier === 'Nearline' ? 0.015 : 0.007,
          usd,
          noise: 0.03,
          resource: `buckets/${name}`,
          change: onlySince(start, 0.6),
        },
        {
          key: 'retrieval',
          project: data.id,
          service: 'storage',
          sku: `${tier} Data Retrieval`,
          region: 'us',
          unit: 'gibibyte',
          price: tier === 'Nearline' ? 0.01 : 0.02,
          usd: usd * 0.12,
          noise: 0.05,
          resource: `buckets/${name}`,
          change: onlySince(start, 0.6),
        },
      ],
      truth: {
        outcome: 'cause-found',
        causes: ['G08'],
        spike: spikeOf(setting, /^Cloud Storage$/, /Early Delete|Retrieval/),
        facts: [name, engineer, startDay(setting)],
      },
    };
  },
  decoys: (setting) => [launch(setting), growth('gcs-media', 'bq-active'), oldDataset(setting), spareDisk(setting)],
};

export const MONEY: readonly Told[] = [commitment, credit, classes];
