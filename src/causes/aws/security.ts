// Somebody else in the account, and keys that are asked too often: A29, A18.

import type { Cause } from '../cause.js';
import { dayAt, flagAt, isListAt, numberAt, textAt, textsAt } from '../json.js';
import { firstName, nameOr } from '../known.js';
import type { Probe } from '../probe.js';
import type { Seen } from '../seen.js';
import { awsCause, fix, found, learns, nameAt, option, probe, told, verifyBy } from './build.js';
import { newcomers, rowsAt, say } from './list.js';
import { regionOf } from './region.js';
import { BEDROCK, EC2, EC2_COMPUTE, EC2_OTHER, EC2_WHOLE, KMS, marked, tail, unsaid } from './services.js';
import { eventsIn, findingOf, trail, trailArgs } from './trail.js';

const findingIds = probe({
  name: 'security-findings',
  operation: 'guardduty list-findings',
  asks: 'whether GuardDuty found anything',
  needs: ['detector'],
  learns: ['finding'],
  args: (known) => option('detector-id', nameAt(known, 'detector')),
  outcomes: {
    'has-findings': ['GuardDuty found something; what it is must be read', { A29: 0.85 }, 0.3],
    'no-findings': ['GuardDuty found nothing', { A29: 0.15 }, 0.7],
  },
  read: ({ json }) => {
    if (!isListAt(json, 'FindingIds')) return undefined;
    const all = textsAt(json, 'FindingIds');
    if (all.length === 0) return told('no-findings', [found('no finding is open', 'FindingIds')]);
    return told('has-findings', [found(`${String(all.length)} findings`, 'FindingIds')], [learns('finding', all)]);
  },
});

const STRANGER =
  /CryptoCurrency|Bitcoin|UnauthorizedAccess|InstanceCredentialExfiltration|Backdoor|Trojan|Exfiltration|Persistence|CredentialAccess|TorIP|Impact:/i;

const findings = probe({
  name: 'security-findings-read',
  operation: 'guardduty get-findings',
  asks: 'what GuardDuty found',
  needs: ['detector', 'finding'],
  learns: ['actor', 'instance', 'access-key'],
  args: (known) => {
    const detector = option('detector-id', nameAt(known, 'detector'));
    const all = (known.names.get('finding') ?? []).filter((id) => /^[0-9a-f]{20,40}$/.test(id)).slice(0, 10);
    return detector === undefined || all.length === 0 ? undefined : [...detector, '--finding-ids', ...all];
  },
  outcomes: {
    stranger: ['somebody uses the account, or a machine in it, who should not', { A29: 0.92 }, 0.03],
    'other-findings': ['what was found has nothing to do with strangers', { A29: 0.08 }, 0.97],
  },
  read: ({ json }) => {
    const rows = rowsAt(json, ['Findings'], 'Type');
    if (rows === undefined) return undefined;
    const bad = rows.filter(({ id }) => STRANGER.test(id));
    const shown = bad.length > 0 ? bad : rows;
    const tell = (item: unknown, type: string): string => {
      const who = textAt(item, 'Resource', 'AccessKeyDetails', 'UserName');
      const machine = textAt(item, 'Resource', 'InstanceDetails', 'InstanceId');
      return `${type}, severity ${textAt(item, 'Severity')}, since ${dayAt(item, 'CreatedAt')}${who === '' ? '' : `, ${who}`}${machine === '' ? '' : `, ${machine}`}`;
    };
    const texts = (...path: readonly string[]): readonly string[] => bad.map(({ item }) => textAt(item, ...path));
    return told(bad.length > 0 ? 'stranger' : 'other-findings', say(shown.slice(0, 6), tell), [
      learns('actor', texts('Resource', 'AccessKeyDetails', 'UserName')),
      learns('access-key', texts('Resource', 'AccessKeyDetails', 'AccessKeyId')),
      learns('instance', texts('Resource', 'InstanceDetails', 'InstanceId')),
    ]);
  },
});

const bucketKey = probe({
  name: 'bucket-key',
  operation: 's3api get-bucket-encryption',
  asks: 'whether a bucket asks the key for each object',
  needs: ['bucket'],
  args: (known) => option('bucket', nameAt(known, 'bucket')),
  isGlobal: true,
  outcomes: {
    'key-per-object': ['each object that is written or read asks the key', { A18: 0.75 }, 0.15],
    'bucket-key': ['the bucket has a key of its own and seldom asks', { A18: 0.08 }, 0.25],
    'no-kms': ['this bucket needs no key of yours', { A18: 0.17 }, 0.6],
  },
  read: ({ json, text }, known) => {
    const bucket = nameOr(known, 'bucket', 'the bucket');
    if (text.includes('ServerSideEncryptionConfigurationNotFound'))
      return told('no-kms', [found(`${bucket} has no encryption of its own`, 'lines')]);
    const rows = rowsAt(json, ['ServerSideEncryptionConfiguration', 'Rules'], 'ID');
    if (rows === undefined) return undefined;
    const kms = rows.find(({ item }) => textAt(item, 'ApplyServerSideEncryptionByDefault', 'SSEAlgorithm').startsWith('aws:kms'));
    if (kms === undefined) return told('no-kms', [found(`${bucket} is encrypted without KMS`, 'ServerSideEncryptionConfiguration.Rules')]);
    const isOn = flagAt(kms.item, 'BucketKeyEnabled') === true;
    return told(isOn ? 'bucket-key' : 'key-per-object', [
      found(`${bucket} uses KMS, bucket key ${isOn ? 'on' : 'off'}`, `${kms.at}.BucketKeyEnabled`),
    ]);
  },
});

const CROWD = 10;

const decrypts = probe({
  name: 'key-users',
  operation: 'cloudtrail lookup-events',
  asks: 'who asks keys to decrypt',
  learns: ['actor', 'key'],
  args: (known) => trailArgs(known, 'EventName', 'Decrypt', 0, 2),
  outcomes: {
    'one-caller': ['one caller asks again and again', { A18: 0.8, A31: 0.3 }, 0.2],
    'few-calls': ['keys are asked by many, or seldom', { A18: 0.2 }, 0.8],
  },
  read: ({ command, json }) => {
    if (!command.includes('AttributeValue=Decrypt') || !isListAt(json, 'Events')) return undefined;
    const events = eventsIn(json).filter(({ name }) => name === 'Decrypt');
    const counts = new Map<string, number>();
    for (const { who } of events) counts.set(who, (counts.get(who) ?? 0) + 1);
    const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
    if (most === undefined || most[1] < CROWD || most[1] < events.length / 2)
      return told('few-calls', [found(`${String(events.length)} calls are told`, 'Events')]);
    const text = `${String(most[1])} of ${String(events.length)} calls are by ${most[0]}`;
    return told('one-caller', [found(text, 'Events'), ...events.slice(0, 1).map(findingOf)], [learns('actor', [most[0]])]);
  },
});

export const SECURITY_PROBES: readonly Probe[] = [
  newcomers({
    name: 'guardduty-detectors',
    operation: 'guardduty list-detectors',
    asks: 'whether GuardDuty watches here',
    list: ['DetectorIds'],
    id: '',
    days: [],
    kind: 'detector',
    then: ['GuardDuty watches here', {}, 0.02],
    before: ['GuardDuty watches here', { A20: 0.96 }, 0.75],
    none: ['GuardDuty does not watch here', { A20: 0.02 }, 0.23],
  }),
  findingIds,
  findings,
  newcomers({
    name: 'users',
    operation: 'iam list-users',
    asks: 'whether a user was made when the money rose',
    args: () => ['--max-items=100'],
    isGlobal: true,
    list: ['Users'],
    id: 'UserName',
    days: [['CreateDate']],
    kind: 'user',
    then: ['a user was made about then', { A29: 0.45 }, 0.04],
    before: ['the users were there before', { A29: 0.5 }, 0.76],
    none: ['there are no users', { A29: 0.05 }, 0.2],
  }),
  trail({
    name: 'access-key-made',
    event: 'CreateAccessKey',
    asks: 'whether an access key was made when the money rose',
    done: 'an access key was made about then',
    not: 'no access key was made about then',
    given: { A29: 0.5 },
    otherwise: 0.03,
  }),
  trail({
    name: 'caller-asked',
    event: 'GetCallerIdentity',
    asks: 'whether somebody tried a key out when the money rose',
    done: 'somebody asked which key he holds',
    not: 'nobody asked which key he holds',
    given: { A29: 0.5 },
    otherwise: 0.25,
    // What is asked from inside AWS is a service at work.
    where: ({ detail }) => !textAt(detail, 'sourceIPAddress').endsWith('.amazonaws.com'),
  }),
  bucketKey,
  decrypts,
  newcomers({
    name: 'keys',
    operation: 'kms list-keys',
    asks: 'which keys there are',
    args: () => ['--max-items=50'],
    list: ['Keys'],
    id: 'KeyId',
    days: [],
    kind: 'key',
    then: ['keys are there', {}, 0.02],
    before: ['keys are there', { A18: 0.96 }, 0.7],
    none: ['no key is there', { A18: 0.02 }, 0.28],
  }),
];

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
        `aws iam update-access-key --access-key-id=${nameOr(known, 'access-key', 'ACCESS_KEY_ID')} --status=Inactive --user-name=${nameOr(known, 'actor', 'USER')}`,
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
      return `Since ${known.startDay} KMS is asked far more often${by}${bucket === undefined ? '' : `; ${bucket} asks for each object, its bucket key is off`}.`;
    },
    refute: 'a bucket key that is on, and as many calls for each caller as before',
    fixes: (known) => [
      fix(
        'now',
        'Switch the bucket key on; it answers for most requests.',
        `aws s3api put-bucket-encryption --bucket=${nameOr(known, 'bucket', 'BUCKET')} --server-side-encryption-configuration=file://encryption.json`,
        `aws s3api get-bucket-encryption --bucket=${nameAt(known, 'bucket') ?? 'my-bucket'}`,
      ),
      fix('soon', 'Keep data keys for some minutes in the program instead of asking each time.'),
    ],
  }),
];
