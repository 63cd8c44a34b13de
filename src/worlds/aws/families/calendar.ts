// What the calendar does: commitments that end, versions that grow too old, instances that were changed.

import { isoTime, timeOn } from '../../days.js';
import { uuidFrom } from '../../random.js';
import { flat } from '../../series.js';
import type { Cover } from '../../bill/index.js';
import { add } from '../cloud.js';
import type { Described } from '../define.js';
import { charge, spelt } from '../estate/charges.js';
import type { Estate } from '../estate/estate.js';
import { happened, somebody } from '../estate/events.js';
import { addDatabase, addInstance } from '../estate/machines.js';
import { stamp } from '../json.js';
import { decoys, large, orders } from './common.js';

function fleet(cloud: Estate, dollars: number, cover: Cover): readonly string[] {
  const { company, network } = cloud;
  const price = 0.504;
  const count = Math.max(3, Math.round(dollars / (price * 24)));
  return Array.from({ length: count }, (_, at) =>
    addInstance(cloud, {
      network,
      name: `${company}-core-${String(at + 1)}`,
      type: 'r5.2xlarge',
      price,
      cpu: 52,
      sinceDay: -300,
      covers: [cover],
      tags: { app: 'core' },
    }),
  );
}

const reserved: Described = {
  name: 'aws-reservation',
  family: 'aws-commitments',
  about: 'a core fleet that was bought a year ahead',
  build: (cloud) => {
    const { firstDay, home, own, random, start } = cloud;
    const id = uuidFrom(random.fork('ri'));
    const cover: Cover = {
      kind: 'reservation',
      id: `arn:aws:ec2:${home}:${own.id}:reserved-instances/${id}`,
      name: 'r5.2xlarge, 1 year, no upfront',
      from: 0,
      until: start,
      paid: 0.37,
    };
    const ids = fleet(cloud, large(cloud, 0.7, 1.1), cover);
    const common = {
      InstanceType: 'r5.2xlarge',
      ProductDescription: 'Linux/UNIX',
      CurrencyCode: 'USD',
      InstanceTenancy: 'default',
      OfferingClass: 'standard',
      OfferingType: 'No Upfront',
      Duration: 31_536_000,
      FixedPrice: 0,
      UsagePrice: 0,
      RecurringCharges: [{ Amount: 0.187, Frequency: 'Hourly' }],
      Scope: 'Region',
      Tags: [],
    };
    add(cloud, 'reserved-instances', home, {
      ...common,
      ReservedInstancesId: id,
      InstanceCount: ids.length,
      State: 'retired',
      Start: stamp(timeOn(firstDay + start - 365)),
      End: stamp(timeOn(firstDay + start)),
    });
    add(cloud, 'reserved-instances', home, {
      ...common,
      InstanceType: 'm5.large',
      ReservedInstancesId: random.fork('other ri').hex(32),
      InstanceCount: 1,
      State: 'active',
      Start: stamp(timeOn(firstDay - 100)),
      End: stamp(timeOn(firstDay + 265)),
    });
    decoys(cloud);
    return {
      causes: ['A10'],
      spike: { service: spelt('ec2'), usageType: /BoxUsage:r5\.2xlarge$/u },
      facts: [id],
      spared: [
        'ec2 describe-reserved-instances',
        'ce get-reservation-utilization',
        'ce get-reservation-coverage',
        'savingsplans describe-savings-plans',
      ],
    };
  },
};

const plan: Described = {
  name: 'aws-savings-plan',
  family: 'aws-commitments',
  about: 'a fleet of many sizes under one agreement',
  build: (cloud) => {
    const { firstDay, own, random, start } = cloud;
    const id = uuidFrom(random.fork('sp'));
    const arn = `arn:aws:savingsplans::${own.id}:savingsplan/${id}`;
    const dollars = large(cloud, 0.7, 1.1);
    const cover: Cover = { kind: 'savings-plan', id: arn, name: 'Compute Savings Plan, 1 year', from: 0, until: start, paid: 0.52 };
    fleet(cloud, dollars, cover);
    const one = {
      savingsPlanId: id,
      savingsPlanArn: arn,
      description: '1 year No Upfront Compute Savings Plan',
      start: isoTime(timeOn(firstDay + start - 365)),
      end: isoTime(timeOn(firstDay + start) - 1),
      state: 'retired',
      region: '',
      ec2InstanceFamily: '',
      savingsPlanType: 'Compute',
      paymentOption: 'No Upfront',
      productTypes: ['EC2', 'Fargate', 'Lambda'],
      currency: 'USD',
      commitment: ((dollars * 0.52) / 24).toFixed(8),
      upfrontPaymentAmount: '0.0',
      recurringPaymentAmount: ((dollars * 0.52) / 24).toFixed(8),
      termDurationInSeconds: 31_536_000,
      tags: {},
    };
    add(cloud, 'savings-plan', 'global', one);
    decoys(cloud);
    return {
      causes: ['A10'],
      spike: { service: spelt('ec2'), usageType: /BoxUsage:r5\.2xlarge$/u },
      facts: [id],
      spared: [
        'savingsplans describe-savings-plans',
        'ce get-savings-plans-coverage',
        'ce get-savings-plans-utilization',
        'ec2 describe-reserved-instances',
      ],
    };
  },
};

/** What support of a database version costs after its time, and until when it was standard. */
const rds: Described = {
  name: 'aws-old-database',
  family: 'aws-commitments',
  about: 'databases of several ages',
  build: (cloud) => {
    const { company, firstDay, home, own, start } = cloud;
    const dollars = large(cloud, 0.3, 0.6);
    const cores = Math.max(8, Math.round(dollars / (24 * 0.1) / 8) * 8);
    const name = `${company}-legacy`;
    const arn = addDatabase(cloud, {
      name,
      type: 'db.r5.2xlarge',
      price: 1,
      engine: 'postgres',
      version: '12.19',
      lifecycle: 'open-source-rds-extended-support',
      gigabytes: 900,
      sinceDay: -1_400,
    });
    charge(cloud, 'rds', 'ExtendedSupport:Yr1-Yr2:PostgreSQL12', {
      unit: 'vCPU-Hour',
      price: 0.1,
      operation: 'CreateDBInstance:0014',
      resource: arn,
      quantity: flat(cloud.days, cores * 24).map((value, day) => (day < start ? 0 : value)),
    });
    const end = timeOn(firstDay + start);
    const cycle = (
      kind: string,
      from: number,
      until: number,
    ): {
      readonly LifecycleSupportName: string;
      readonly LifecycleSupportStartDate: ReturnType<typeof stamp>;
      readonly LifecycleSupportEndDate: ReturnType<typeof stamp>;
    } => ({ LifecycleSupportName: kind, LifecycleSupportStartDate: stamp(from), LifecycleSupportEndDate: stamp(until) });
    const year = 365 * 86_400;
    for (const [at, major] of ['12', '13', '14', '15', '16', '17'].entries()) {
      const standard = end + at * year;
      add(cloud, 'db-major-version', home, {
        Engine: 'postgres',
        MajorEngineVersion: major,
        SupportedEngineLifecycles: [
          cycle('open-source-rds-standard-support', standard - 5 * year, standard - 1),
          cycle('open-source-rds-extended-support', standard, standard + 3 * year),
        ],
      });
    }
    add(cloud, 'db-maintenance', home, {
      ResourceIdentifier: `arn:aws:rds:${home}:${own.id}:db:${name}`,
      PendingMaintenanceActionDetails: [{ Action: 'db-upgrade', Description: 'Upgrade to PostgreSQL 12.20' }],
    });
    decoys(cloud);
    return {
      causes: ['A11'],
      spike: { service: spelt('rds'), usageType: /ExtendedSupport:/u },
      facts: [name, '12'],
      spared: ['rds describe-db-instances', 'rds describe-db-major-engine-versions'],
    };
  },
};

const eks: Described = {
  name: 'aws-old-cluster',
  family: 'aws-commitments',
  about: 'several clusters of containers, not all of them new',
  build: (cloud) => {
    const { company, firstDay, home, own, start } = cloud;
    const count = Math.max(4, Math.round(large(cloud, 0.14, 0.24) / (24 * 0.5)));
    const names = Array.from({ length: count }, (_, at) => `${company}-tenant-${String(at + 1)}`);
    const cluster = (name: string, version: string, support: string): void => {
      const arn = `arn:aws:eks:${home}:${own.id}:cluster/${name}`;
      add(cloud, 'eks-cluster', home, {
        name,
        arn,
        createdAt: stamp(timeOn(firstDay - 500, 9)),
        version,
        endpoint: `https://${cloud.random.fork(name).hex(32).toUpperCase()}.gr7.${home}.eks.amazonaws.com`,
        roleArn: `arn:aws:iam::${own.id}:role/eks`,
        resourcesVpcConfig: {
          subnetIds: cloud.network.privateSubnets,
          vpcId: cloud.network.vpc,
          endpointPublicAccess: false,
          endpointPrivateAccess: true,
        },
        status: 'ACTIVE',
        platformVersion: 'eks.21',
        upgradePolicy: { supportType: support },
        tags: {},
      });
    };
    for (const name of names) {
      cluster(name, '1.29', 'EXTENDED');
      const arn = `arn:aws:eks:${home}:${own.id}:cluster/${name}`;
      charge(cloud, 'eks', 'AmazonEKS-Hours:perCluster', {
        unit: 'Hours',
        price: 0.1,
        operation: 'CreateOperation',
        resource: arn,
        quantity: flat(cloud.days, 24).map((value, day) => (day < start ? value : 0)),
      });
      charge(cloud, 'eks', 'AmazonEKS-Hours:extendedSupport', {
        unit: 'Hours',
        price: 0.6,
        operation: 'ExtendedSupport',
        resource: arn,
        quantity: flat(cloud.days, 24).map((value, day) => (day < start ? 0 : value)),
      });
    }
    cluster(`${company}-platform`, '1.33', 'STANDARD');
    charge(cloud, 'eks', 'AmazonEKS-Hours:perCluster', {
      unit: 'Hours',
      price: 0.1,
      operation: 'CreateOperation',
      resource: `arn:aws:eks:${home}:${own.id}:cluster/${company}-platform`,
      quantity: flat(cloud.days, 24),
    });
    const end = timeOn(firstDay + start);
    for (const [at, version] of ['1.29', '1.30', '1.31', '1.32', '1.33'].entries()) {
      const standard = end + at * 120 * 86_400;
      add(cloud, 'eks-version', home, {
        clusterVersion: version,
        clusterType: 'eks',
        defaultPlatformVersion: 'eks.21',
        defaultVersion: version === '1.33',
        releaseDate: stamp(standard - 430 * 86_400),
        endOfStandardSupportDate: stamp(standard),
        endOfExtendedSupportDate: stamp(standard + 365 * 86_400),
        status: at === 0 ? 'EXTENDED_SUPPORT' : 'STANDARD_SUPPORT',
        versionStatus: at === 0 ? 'EXTENDED_SUPPORT' : 'STANDARD_SUPPORT',
      });
    }
    decoys(cloud);
    return {
      causes: ['A12'],
      spike: { service: spelt('eks'), usageType: /AmazonEKS-Hours:/u },
      facts: ['1.29', names[0] ?? ''],
      spared: ['eks list-clusters', 'eks describe-cluster', 'eks describe-cluster-versions'],
    };
  },
};

const resized: Described = {
  name: 'aws-resized-database',
  family: 'aws-commitments',
  about: 'a database that was slow last month',
  build: (cloud) => {
    const { company, days, firstDay, home, own, start } = cloud;
    const name = `${company}-billing`;
    const [from, to] = [
      ['db.r6g.large', 0.225],
      ['db.r6g.4xlarge', 1.8],
    ] as const;
    const extra = large(cloud, 0.35, 0.6);
    const copies = Math.max(1, Math.round(extra / ((2 * to[1] - from[1]) * 24)));
    const ids = Array.from({ length: copies }, (_, at) => (at === 0 ? name : `${name}-${String(at + 1)}`));
    const who = somebody(cloud, 'resized');
    for (const id of ids) {
      const arn = `arn:aws:rds:${home}:${own.id}:db:${id}`;
      // The bill shows both classes; the instance only its present one.
      addDatabase(cloud, { name: id, type: to[0], price: 0, engine: 'mysql', version: '8.0.39', multiAz: true, gigabytes: 600 });
      charge(cloud, 'rds', `InstanceUsage:${from[0]}`, {
        unit: 'Hrs',
        price: from[1],
        operation: 'CreateDBInstance:0002',
        resource: arn,
        quantity: flat(days, 24).map((value, day) => (day < start ? value : 0)),
      });
      charge(cloud, 'rds', `Multi-AZUsage:${to[0]}`, {
        unit: 'Hrs',
        price: 2 * to[1],
        operation: 'CreateDBInstance:0002',
        resource: arn,
        quantity: flat(days, 24).map((value, day) => (day < start ? 0 : value)),
      });
      for (const message of [
        'Applying modification to database instance class',
        'Finished applying modification to DB instance class',
        'Applying modification to convert to a Multi-AZ DB Instance',
      ]) {
        add(cloud, 'rds-event', home, {
          SourceIdentifier: id,
          SourceType: 'db-instance',
          Message: message,
          EventCategories: ['configuration change'],
          Date: stamp(timeOn(firstDay + start, 0.3)),
          SourceArn: arn,
        });
      }
      happened(cloud, {
        name: 'ModifyDBInstance',
        source: 'rds',
        day: start,
        hour: 0.2,
        user: who,
        resources: [['AWS::RDS::DBInstance', id]],
        request: { dBInstanceIdentifier: id, dBInstanceClass: to[0], multiAZ: true, applyImmediately: true },
      });
    }
    add(cloud, 'db-snapshot', home, {
      DBSnapshotIdentifier: `${name}-before-resize`,
      DBInstanceIdentifier: name,
      SnapshotCreateTime: stamp(timeOn(firstDay + start - 1, 22)),
      Engine: 'mysql',
      AllocatedStorage: 600,
      Status: 'available',
      SnapshotType: 'manual',
      EngineVersion: '8.0.39',
      DBSnapshotArn: `arn:aws:rds:${home}:${own.id}:snapshot:${name}-before-resize`,
    });
    orders(cloud);
    decoys(cloud);
    return {
      causes: ['A25'],
      spike: { service: spelt('rds'), usageType: /(?:InstanceUsage|Multi-AZUsage):db\.r6g\./u },
      facts: [name, who],
      spared: ['rds describe-db-instances', 'rds describe-events'],
    };
  },
};

export const CALENDAR: readonly Described[] = [reserved, plan, rds, eks, resized];
