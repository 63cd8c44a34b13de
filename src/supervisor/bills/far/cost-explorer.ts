// AWS Cost Explorer: one paid request a page, by service and usage type, amortised so that what was paid ahead is no rise.

import { type FarQuestion, isRecord, type Period } from './question.js';

/** As the gate takes it; any other is asked for by nobody. */
const TOKEN = /^[A-Za-z0-9+/=_.-]{1,8000}$/u;

export function costExplorerQuestion({ from, until }: Period): FarQuestion {
  const first =
    `aws ce get-cost-and-usage --time-period Start=${from},End=${until} --granularity DAILY --metrics AmortizedCost UsageQuantity ` +
    '--group-by Type=DIMENSION,Key=SERVICE Type=DIMENSION,Key=USAGE_TYPE --output json';
  return {
    provider: 'aws',
    fileName: 'cost-explorer.json',
    lines: [first],
    read: (printed) => {
      if (!isRecord(printed) || !Array.isArray(printed['ResultsByTime'])) return undefined;
      const token = printed['NextPageToken'];
      if (token === undefined || token === null) return { kept: [printed], next: undefined };
      if (typeof token !== 'string' || !TOKEN.test(token)) return undefined;
      return { kept: [printed], next: `${first} --next-page-token ${token}` };
    },
  };
}
