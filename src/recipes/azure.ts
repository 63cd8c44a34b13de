// Azure: cost exports to a storage account. Nothing of Azure is investigated with commands; the bill is.

import { FOCUS_COLUMNS } from './focus-columns.js';
import type { Recipe } from './recipe.js';

function exportSteps(type: string): readonly string[] {
  return [
    'Make a storage account with a container, and put your subscription and its id for the words in capitals.',
    '  az costmanagement export create --name ghosthunter --scope /subscriptions/YOUR-SUBSCRIPTION --timeframe MonthToDate ' +
      `--type ${type} --storage-account-id YOUR-STORAGE-ID --storage-container bills --storage-directory ghosthunter ` +
      '--recurrence Daily --recurrence-period from=2026-11-01T00:00:00Z to=2027-11-01T00:00:00Z --schedule-status Active',
    'Earlier months: the same once more with --timeframe TheLastMonth.',
    '  az storage blob download-batch --account-name YOUR-ACCOUNT --source bills --pattern "ghosthunter/*" --destination ./bill --auth-mode login',
    '  ghosthunter run ./bill/',
  ];
}

export const AZURE_RECIPES: readonly Recipe[] = [
  {
    provider: 'azure',
    kind: 'focus',
    title: 'Cost Management export: FOCUS',
    format: 'focus',
    version: '1.0',
    tells: 'actual and amortised cost in one file, in the columns that all clouds share',
    costs: 'the export is free; the storage account holds a few megabytes to gigabytes',
    columns: [...FOCUS_COLUMNS, 'x_SkuMeterName'],
    steps: exportSteps('FocusCost'),
  },
  {
    provider: 'azure',
    kind: 'amortized',
    title: 'Cost Management export: amortised cost',
    format: 'azure',
    version: 'MCA',
    tells: 'subscriptions, meters, resources; reservations and savings plans spread over the days that they cover',
    costs: 'the export is free; the storage account holds a few megabytes to gigabytes',
    columns: [
      'billingAccountId',
      'SubscriptionId',
      'date',
      'meterCategory',
      'meterSubCategory',
      'meterName',
      'meterId',
      'unitOfMeasure',
      'quantity',
      'costInBillingCurrency',
      'costInUsd',
      'billingCurrency',
      'pricingCurrency',
      'resourceLocation',
      'ResourceId',
      'chargeType',
      'publisherType',
      'pricingModel',
      'productName',
      'tags',
    ],
    steps: exportSteps('AmortizedCost'),
  },
];
