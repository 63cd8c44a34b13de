// Two causes at once; and bills that rise for no reason that a cloud could tell, or do not rise at all.

import { timeOn } from '../../days.js';
import { uuidFrom } from '../../random.js';
import { type Bill, type BillFile, curLegacy } from '../../bill/index.js';
import { add } from '../cloud.js';
import { type Described, renderedByService } from '../define.js';
import { rendered } from '../define.js';
import { charge, serviceCode, serviceTitle, spelt, type ServiceName } from '../estate/charges.js';
import { steady, weekly, type Estate } from '../estate/estate.js';
import { happened, somebody } from '../estate/events.js';
import { growth, large, mondays, newThing, orders, release, stepped } from './common.js';
import { natToStorage } from './network.js';
import { debugLogs } from './watching.js';
import { flat } from '../../series.js';

const both: Described = {
  name: 'aws-two-things',
  family: 'aws-two-causes',
  about: 'a busy week with two releases',
  build: (cloud) => {
    const dollars = large(cloud, 0.6, 0.9);
    const made = natToStorage(cloud, dollars);
    const second = debugLogs({ ...cloud, start: cloud.start + 2 }, dollars * 0.3);
    growth(cloud);
    return {
      causes: ['A01', 'A05'],
      spike: { service: spelt('ec2'), usageType: /NatGateway-Bytes$/u },
      facts: [made.nat, second.name],
      spared: [
        'ec2 describe-nat-gateways',
        'ec2 describe-vpc-endpoints',
        'ec2 describe-route-tables',
        'logs describe-log-groups',
        'lambda get-function-configuration',
      ],
    };
  },
};

const firewall: Described = {
  name: 'aws-firewall',
  family: 'aws-network',
  about: 'a shop behind a web firewall',
  build: (cloud) => {
    const { company, home, own, start } = cloud;
    const extra = large(cloud, 0.3, 0.6);
    charge(cloud, 'waf', 'AMR-BotControl-Targeted-Request', {
      unit: 'Requests',
      price: 0.00001,
      operation: '',
      dollars: stepped(cloud, 'bots', { level: 0, extra }),
    });
    charge(cloud, 'waf', 'WebACLV2', { unit: 'WebACL', price: 0.1667, quantity: flat(cloud.days, 1) });
    charge(cloud, 'waf', 'RequestV2-Tier1', {
      unit: 'Requests',
      price: 0.0000006,
      dollars: weekly(cloud, 'requests seen', cloud.scale * 0.02),
    });
    const id = uuidFrom(cloud.random.fork('acl'));
    const seen = (name: string) => ({ SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: name });
    const managed = (name: string, priority: number, more: object) => ({
      Name: name,
      Priority: priority,
      Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: name, ...more } },
      OverrideAction: { None: {} },
      VisibilityConfig: seen(name),
    });
    add(cloud, 'web-acl', home, {
      Name: `${company}-shop`,
      Id: id,
      ARN: `arn:aws:wafv2:${home}:${own.id}:regional/webacl/${company}-shop/${id}`,
      Description: 'shop',
      DefaultAction: { Allow: {} },
      Rules: [
        managed('AWSManagedRulesCommonRuleSet', 0, {}),
        managed('AWSManagedRulesBotControlRuleSet', 1, {
          ManagedRuleGroupConfigs: [{ AWSManagedRulesBotControlRuleSet: { InspectionLevel: 'TARGETED' } }],
        }),
      ],
      VisibilityConfig: seen(`${company}-shop`),
      Capacity: 751,
    });
    const requests = weekly(cloud, 'allowed', extra / 0.00001);
    cloud.metrics.push({
      namespace: 'AWS/WAFV2',
      name: 'AllowedRequests',
      region: home,
      dimensions: { WebACL: `${company}-shop`, Region: home, Rule: 'ALL' },
      unit: 'Count',
      kind: 'sum',
      values: requests,
    });
    const who = somebody(cloud, 'firewall');
    happened(cloud, {
      name: 'UpdateWebACL',
      source: 'wafv2',
      day: start,
      hour: 0.2,
      user: who,
      resources: [],
      request: {
        name: `${company}-shop`,
        scope: 'REGIONAL',
        rules: [{ name: 'AWSManagedRulesBotControlRuleSet', inspectionLevel: 'TARGETED' }],
      },
    });
    newThing(cloud);
    growth(cloud);
    return {
      causes: ['A31'],
      spike: { service: spelt('waf'), usageType: /BotControl-Targeted-Request$/u },
      facts: [`${company}-shop`, who],
      spared: ['wafv2 list-web-acls', 'wafv2 get-web-acl', 'cloudwatch list-metrics'],
    };
  },
};

const QUIET = { outcome: 'nothing-found', causes: [], spared: [] } as const;

const growing: Described = {
  name: 'aws-growth',
  family: 'aws-no-spike',
  about: 'a company that does a little better every week',
  build: (cloud) => {
    growth(cloud);
    charge(cloud, 'connect', 'end-customer-mins', {
      unit: 'Minutes',
      price: 0.018,
      dollars: weekly(cloud, 'calls', cloud.scale * 0.05, { growth: 0.002 }),
    });
    release(cloud);
    return { ...QUIET, bills: (bill, own) => (own.seed % 5 === 0 ? renderedByService(bill) : rendered(bill, own)) };
  },
};

const weeks: Described = {
  name: 'aws-weekly',
  family: 'aws-no-spike',
  about: 'work that comes on Mondays and rests on Sundays',
  build: (cloud) => {
    const { days, firstDay, scale } = cloud;
    mondays(cloud);
    const noise = cloud.random.fork('mondays');
    const batch = Array.from(
      { length: days },
      (_, day) => scale * ((firstDay + day + 3) % 7 === 0 ? 0.35 : 0.04) * (1 + 0.02 * noise.normal()),
    );
    charge(cloud, 'ec2', 'BoxUsage:c5.4xlarge', {
      unit: 'Hrs',
      price: 0.68,
      operation: 'RunInstances',
      resource: `i-0${noise.hex(16)}`,
      dollars: batch,
    });
    release(cloud);
    return QUIET;
  },
};

const late: Described = {
  name: 'aws-late-day',
  family: 'aws-no-spike',
  about: 'a bill of which the last days are still coming in',
  build: (cloud) => {
    growth(cloud);
    release(cloud);
    return {
      ...QUIET,
      bills: (bill, own) => {
        const cut = {
          ...bill,
          lines: bill.lines.map((line) => ({
            ...line,
            quantity: line.quantity.map((value, day) => value * (day === bill.days - 1 ? 0.31 : day === bill.days - 2 ? 0.72 : 1)),
          })),
        };
        return rendered(cut, own);
      },
    };
  },
};

/** A month that was written again, with a refund in it: the same money in two files. */
const restated: Described = {
  name: 'aws-restated',
  family: 'aws-no-spike',
  about: 'a month that was exported twice, with a correction',
  build: (cloud) => {
    const { days, scale } = cloud;
    growth(cloud);
    const once = { account: cloud.payer.id, region: '', usageType: '' };
    const day = days - 12;
    cloud.oneOffs.push({
      ...once,
      day,
      kind: 'refund',
      service: serviceTitle('ec2'),
      code: serviceCode('ec2'),
      description: 'Refund for a service event',
      cost: -scale * 1.4,
    });
    cloud.oneOffs.push({
      ...once,
      day: day - 2,
      kind: 'marketplace',
      service: 'Vendor Observability',
      code: 'vendorobservability',
      description: 'AWS Marketplace subscription, one year',
      cost: scale * 3,
    });
    return {
      ...QUIET,
      bills: (bill: Bill): readonly BillFile[] => {
        const again = {
          ...bill,
          lines: bill.lines.map((line) => ({
            ...line,
            quantity: line.quantity.map((value, at) => (at >= bill.days - 20 ? value * 1.004 : value)),
          })),
        };
        const [first] = curLegacy(bill);
        const [second] = curLegacy(again);
        return [
          { name: 'cost-and-usage-1.csv', text: first?.text ?? '' },
          { name: 'cost-and-usage-2.csv', text: second?.text ?? '' },
        ];
      },
    };
  },
};

/** The bill rises in something that no read of this account tells anything about. */
const UNKNOWN: readonly (readonly [ServiceName, string, string, number])[] = [
  ['route53', 'DNS-Queries', 'Queries', 0.0000004],
  ['textract', 'Pages-AnalyzeForms', 'Pages', 0.05],
  ['sns', 'OutboundSMS-US-Prod', 'Messages', 0.00645],
  ['connect', 'end-customer-mins', 'Minutes', 0.018],
];

const unknown: Described = {
  name: 'aws-no-reason',
  family: 'aws-no-spike',
  about: 'a service that nobody here remembers',
  build: (cloud) => {
    const [service, usageType, unit, price] = cloud.random.fork('unknown').pick(UNKNOWN);
    charge(cloud, service, usageType, {
      unit,
      price,
      dollars: stepped(cloud, 'unknown', { level: cloud.scale * 0.03, extra: large(cloud, 0.4, 0.7) }),
      isBare: service === 'route53',
    });
    charge(cloud, 'opensearch', 'ESInstance:r6g.large.search', {
      unit: 'Hrs',
      price: 0.167,
      dollars: steady(cloud, 'search', cloud.scale * 0.03),
    });
    growth(cloud);
    newThing(cloud);
    orders(cloud);
    return {
      outcome: 'inconclusive',
      causes: [],
      spike: { service: spelt(service), usageType: new RegExp(`${usageType}$`, 'u') },
      facts: [],
      spared: [],
    };
  },
};

/** The first of a month brings what was bought for a year. */
const purchase: Described = {
  name: 'aws-first-of-month',
  family: 'aws-no-spike',
  about: 'a bill with fees on the first of the month',
  build: (cloud: Estate) => {
    const { days, firstDay, home, payer, scale } = cloud;
    const first =
      Array.from({ length: days }, (_, day) => day).findLast((day) => new Date(timeOn(firstDay + day) * 1_000).getUTCDate() === 1) ??
      days - 8;
    cloud.oneOffs.push({
      account: payer.id,
      region: home,
      day: first,
      kind: 'purchase',
      service: 'Savings Plans for AWS Compute usage',
      code: 'ComputeSavingsPlans',
      usageType: 'ComputeSP:1yrAllUpfront',
      description: '1 year All Upfront Compute Savings Plan',
      cost: scale * 9,
    });
    growth(cloud);
    mondays(cloud);
    return QUIET;
  },
};

export const BOTH: readonly Described[] = [both];
export const FIREWALL: readonly Described[] = [firewall];
export const NO_SPIKE: readonly Described[] = [growing, weeks, late, restated, unknown, purchase];
