// Money that changed while use did not: commitments that ended, and one-offs: A10, A30.

import type { Cause } from '../../cause.js';
import { firstName, nameOr } from '../../known.js';
import { awsCause, fix, verifyBy } from '../build.js';
import { EC2, EC2_COMPUTE, EC2_WHOLE, ECS, LAMBDA, marked, RDS, SAGEMAKER, tail, unsaid } from '../services.js';

export const COMMITMENT_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A10',
    title: 'a reservation or savings plan that ended, or is not used',
    weight: 1.3,
    signature: {
      marks: [
        marked(EC2, tail('BoxUsage|HeavyUsage|RunInstances|Running Hours'), 0.55),
        marked(RDS, tail('InstanceUsage|HeavyUsage|Multi-AZUsage'), 0.4),
        marked(undefined, tail('HeavyUsage|ComputeSP|EC2SP|SavingsPlan'), 0.6),
        marked(undefined, tail('NodeUsage'), 0.4),
        marked(ECS, tail('Fargate'), 0.2),
        marked(LAMBDA, tail('Lambda-GB-Second'), 0.1),
        marked(SAGEMAKER, tail('Host:|Notebk:'), 0.12),
        unsaid(/^(?:AWS ?)?(?:Compute|EC2 Instance|Machine Learning)? ?Savings ?Plans?|^ComputeSavingsPlans/i, 0.7),
        unsaid(EC2_COMPUTE, 0.33),
        unsaid(EC2_WHOLE, 0.2),
        unsaid(RDS, 0.15),
        marked(undefined, tail('Dollar|Fee|Upfront'), 0.1),
        { service: /^Tax|Support|^OCB/i, tells: 0.12 },
      ],
      shapes: { step: 1.1, ramp: 0.4, new: 0.5, 'one-off': 0.5 },
      drivers: { price: 1.25, mixed: 0.7, volume: 0.2, unknown: 0.8 },
    },
    statement: (known) => {
      const what = firstName(known, 'commitment');
      return (
        `${what === undefined ? 'A commitment' : `The commitment ${what}`} ended about ${known.startDay}: the ` +
        'same use is paid on demand since.'
      );
    },
    refute: 'the same share of use covered as before, or more use',
    fixes: (known) => [
      fix(
        'now',
        'Decide on a new commitment for the base load that was measured since, not for the peak.',
        'aws savingsplans create-savings-plan --savings-plan-offering-id=OFFERING_ID --commitment=AMOUNT',
        'aws savingsplans describe-savings-plans',
      ),
      fix('soon', 'Queue renewals, and alarm a month before a commitment ends.', null, verifyBy(known, 'ec2 describe-reserved-instances')),
    ],
  }),
  awsCause({
    id: 'A30',
    title: 'a fee, a purchase, a tax or support: once, or once a month',
    weight: 0.8,
    signature: {
      marks: [
        marked(undefined, /(?:^|[-:_ ])(?:Tax|VAT|Fee|RIFee|Upfront|Dollar|Support|Registration|Renewal)/i, 0.8),
        {
          service:
            /^(?:Tax|AWS ?(?:Developer |Business |Enterprise |Premium )?Support|AWSSupport|Refund|AWS ?Marketplace|Amazon ?Registrar|OCB)/i,
          tells: 0.85,
        },
        { tells: 0.18 },
      ],
      shapes: { 'one-off': 2.5, burst: 1, new: 0.8, step: 0.36, ramp: 0.36 },
      factor: ({ report, spike }) => {
        const isMonthStart = Number(spike.startDay.slice(8, 10)) <= 2;
        const isBeside = report.oneOffs.some(
          (one) => one !== spike && one.startDay === spike.startDay && one.key.service === spike.key.service,
        );
        return (isMonthStart ? 1.6 : 0.7) * (isBeside ? 1.6 : 1);
      },
    },
    statement: (known) =>
      `On ${known.startDay} ${nameOr(known, 'purchase', 'a fee, a purchase or a tax')} was billed once for ` +
      `${nameOr(known, 'service', 'this service')}; no use rose.`,
    refute: 'rows of use that rose as much as the bill',
    fixes: () => [
      fix(
        'later',
        'Nothing is broken. Look at amortised cost, where a purchase is spread over its term.',
        null,
        'aws savingsplans describe-savings-plans',
      ),
    ],
  }),
];
