// What is read of strangers in the account, and keys.

import { dayAt, flagAt, isListAt, textAt, textsAt } from '../../json.js';
import { nameOr } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, nameAt, option, probe, told } from '../build.js';
import { newcomers, rowsAt, say } from '../list.js';
import { eventsIn, findingOf, trail, trailArgs } from '../trail.js';

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

const STRANGER = /CryptoCurrency|Bitcoin|UnauthorizedAccess|Backdoor|Trojan|Exfiltration|Persistence|CredentialAccess|TorIP|Impact:/i;

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
      return (
        `${type}, severity ${textAt(item, 'Severity')}, since ` +
        `${dayAt(item, 'CreatedAt')}${who === '' ? '' : `, ${who}`}${machine === '' ? '' : `, ${machine}`}`
      );
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
    if (kms === undefined)
      return told('no-kms', [found(`${bucket} is encrypted without ` + 'KMS', 'ServerSideEncryptionConfiguration.Rules')]);
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
