// Versions past their time, for which support is paid: A11, A12.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { EKS, marked, RDS, tail, unsaid } from '../services.js';

export const SUPPORT_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A11',
    title: 'extended support of a database version',
    weight: 0.8,
    signature: {
      marks: [marked(undefined, /(?:^|[-:_ ])ExtendedSupport:|RDS Extended Support/i, 0.96), unsaid(RDS, 0.16)],
      shapes: { new: 1.03, ramp: 0.3, burst: 0.6, 'one-off': 0.4 },
    },
    statement: (known) => {
      const engine = firstName(known, 'engine');
      const what = nameOr(known, 'db-instance', 'a database');
      return (
        `Since ${known.startDay} extended support is paid for ` +
        `${what}${engine === undefined ? '' : ` (${engine})`}: its version is past its standard support.`
      );
    },
    refute: 'every database in standard support',
    fixes: (known) => [
      fix(
        'soon',
        'Test the next major version on a copy, then upgrade; blue/green keeps the outage short.',
        `aws rds modify-db-instance --db-instance-identifier=${nameOr(known, 'db-instance', 'DATABASE')} ` +
          '--engine-version=VERSION --allow-major-version-upgrade',
        verifyBy(known, 'rds describe-db-instances'),
      ),
      fix('later', 'Opt new databases out of extended support, so that they are upgraded instead.'),
    ],
  }),
  awsCause({
    id: 'A12',
    title: 'extended support of a Kubernetes version',
    weight: 0.8,
    signature: {
      marks: [marked(undefined, /extendedSupport$|:extendedSupport/i, 0.94), marked(EKS, tail('AmazonEKS-Hours'), 0.3), unsaid(EKS, 0.45)],
      shapes: { ramp: 0.3, burst: 0.6, 'one-off': 0.4 },
      // Extended support of databases is spelled alike.
      factor: ({ lines }) =>
        lines.every(({ service, usageType }) => RDS.test(service) || usageType.startsWith('ExtendedSupport:')) ? 0.05 : 1,
    },
    statement: (known) => {
      const version = firstName(known, 'eks-version');
      const what = nameOr(known, 'eks-cluster', 'a cluster');
      return (
        `Since ${known.startDay} ${what}${version === undefined ? '' : ` (version ${version})`} is in extended ` +
        'support and costs six times as much an hour.'
      );
    },
    refute: 'every cluster in standard support, or more clusters than before',
    fixes: (known) => [
      fix(
        'soon',
        'Upgrade the cluster, one minor version at a time.',
        `aws eks update-cluster-version --name=${nameOr(known, 'eks-cluster', 'CLUSTER')} --kubernetes-version=VERSION`,
        verifyBy(known, 'eks list-clusters'),
      ),
      fix('later', 'Set the upgrade policy to STANDARD, so that clusters are upgraded in time.'),
    ],
  }),
];
