// Somebody else in the account, and keys that are asked too often: A29, A18.

import type { Cause } from '../../cause.js';
import { numberAt } from '../../json.js';
import { firstName, nameOr } from '../../known.js';
import type { Seen } from '../../seen.js';
import { awsCause, fix, nameAt, verifyBy } from '../build.js';
import { regionOf } from '../region.js';
import { BEDROCK, EC2, EC2_COMPUTE, EC2_OTHER, EC2_WHOLE, KMS, marked, tail, unsaid } from '../services.js';

/** A region in which next to nothing was paid before. */
function isNewRegion({ lines, report, spike }: Seen): boolean {
  const region = lines[0]?.region ?? '';
  if (region === '' || spike.shape !== 'new') return false;
  const elsewhere = [...report.spikes, ...report.drops].filter(({ key }) => key.region === region && key.service !== spike.key.service);
  return elsewhere.every(({ expectedPerDay }) => numberAt({ expectedPerDay }, 'expectedPerDay') === 0);
}

export const SECURITY_CAUSES: readonly Cause[] = [
  awsCause({
    id: 'A29',
    title: 'stolen credentials: somebody else uses the account',
    weight: 0.8,
    isCompromise: true,
    signature: {
      marks: [
        marked(EC2, /BoxUsage:(?:p\d|g\d|gr\d|inf\d|trn\d|x\d|c\d[a-z]{0,3}\.\d{1,3}xlarge)/i, 0.6),
        marked(EC2, tail('BoxUsage|SpotUsage'), 0.3),
        marked(EC2, tail('RunInstances|Running Hours'), 0.3),
        marked(BEDROCK, tail('.{0,60}tokens?|.{0,60}TokenCount|InvokeModel'), 0.25),
        marked(undefined, tail('DataTransfer-Out-Bytes|AWS-Out-Bytes'), 0.14),
        marked(undefined, tail('NatGateway-Bytes'), 0.1),
        marked(undefined, tail('(?:Host|Notebk|Train|Studio):|Fargate-|Lambda-GB-Second|PaidEventsAnalyzed'), 0.06),
        unsaid(EC2_COMPUTE, 0.2),
        unsaid(EC2_WHOLE, 0.13),
        unsaid(EC2_OTHER, 0.05),
        unsaid(BEDROCK, 0.15),
      ],
      shapes: { new: 1.4, step: 1, burst: 1, ramp: 0.4, 'one-off': 0.2 },
      drivers: { price: 0.1, mixed: 0.6 },
      factor: (seen) => (isNewRegion(seen) ? 1.5 : 1),
    },
    statement: (known) => {
      const who = firstName(known, 'actor') ?? firstName(known, 'access-key') ?? 'a key';
      const what = firstName(known, 'instance');
      const where = regionOf(known);
      return (
        `Since ${known.startDay} somebody else seems to use the account with the credentials of ${who}` +
        `${what === undefined ? '' : `: ${what} and more were started`}${where === undefined ? '' : ` in ${where}`}.`
      );
    },
    refute: 'a person or a pipeline of yours that says it did this',
    fixes: (known) => [
      fix(
        'now',
        'Contain: deactivate the access key, end its sessions, and let nobody start machines until this is understood.',
        `aws iam update-access-key --access-key-id=${nameOr(known, 'access-key', 'ACCESS_KEY_ID')} --status=Inactive ` +
          `--user-name=${nameOr(known, 'actor', 'USER')}`,
        'aws iam list-users --max-items=100',
      ),
      fix(
        'now',
        'Stop, but do not delete, the machines: they are evidence. Look into every region.',
        `aws ec2 stop-instances --instance-ids ${nameOr(known, 'instance', 'INSTANCE_ID')}`,
        verifyBy(known, 'ec2 describe-instances', '--filters', 'Name=instance-state-name,Values=running', '--max-items=100'),
      ),
      fix('now', 'Open a case with AWS support for a compromised account; ask for the charges to be looked at.'),
      fix(
        'soon',
        'Rotate every credential that was near, delete users and keys that nobody knows, and close the way in.',
        null,
        'aws iam list-users --max-items=100',
      ),
      fix(
        'later',
        'Set quotas to what is used, deny unused regions by policy, switch GuardDuty on everywhere.',
        null,
        verifyBy(known, 'guardduty list-detectors'),
      ),
    ],
  }),
  awsCause({
    id: 'A18',
    title: 'keys are asked too often',
    weight: 0.6,
    signature: {
      marks: [marked(undefined, tail('KMS-Requests'), 0.85), marked(KMS, tail('Decrypt|Encrypt|GenerateDataKey'), 0.9), unsaid(KMS, 0.6)],
      shapes: { 'one-off': 0.3 },
      drivers: { price: 0.2 },
    },
    statement: (known) => {
      const bucket = firstName(known, 'bucket');
      const who = firstName(known, 'actor');
      const by = who === undefined ? '' : `, most of it by ${who}`;
      return (
        `Since ${known.startDay} KMS is asked far more ` +
        `often${by}${bucket === undefined ? '' : `; ${bucket} asks for each object, its bucket key is off`}.`
      );
    },
    refute: 'a bucket key that is on, and as many calls for each caller as before',
    fixes: (known) => [
      fix(
        'now',
        'Switch the bucket key on; it answers for most requests.',
        `aws s3api put-bucket-encryption --bucket=${nameOr(known, 'bucket', 'BUCKET')} ` +
          '--server-side-encryption-configuration=file://encryption.json',
        `aws s3api get-bucket-encryption --bucket=${nameAt(known, 'bucket') ?? 'my-bucket'}`,
      ),
      fix('soon', 'Keep data keys for some minutes in the program instead of asking each time.'),
    ],
  }),
];
