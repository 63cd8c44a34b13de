// A policy of which a person wants less: what is left is judged as before, and nothing else is listed.

import { test } from 'tap';
import { judge, wireRefusal } from '../../src/gate/index.js';
import { readPolicy } from '../../src/packs/index.js';
import { narrowedPolicy, POLICY_PART } from '../../src/policy/index.js';
import { unknownParts } from '../../src/policy/narrowed.js';
import { fc, runs } from '../random.js';

const POLICY = readPolicy();
const REMAINING = { microUsd: 1_000_000 };
const LINES = [
  'aws ec2 describe-instances --max-items=10 --region=eu-west-1',
  'aws sts get-caller-identity',
  'gcloud projects list --limit=10 --format=json',
  'gcloud beta compute instances list --limit=10 --format=json --project=a-b-123',
  'gsutil ls gs://bucket',
  'bq show --format=json a-b-123:set.table',
  'kubectl get nodes -o wide',
  'aws ec2 run-instances',
  'aws frobnicate',
  'gcloud projects delete a-b-123',
] as const;
const PARTS = [
  'aws',
  'aws ec2',
  'aws sts',
  'gcloud',
  'gcloud projects',
  'gcloud compute',
  'bq',
  'bq show',
  'gsutil',
  'kubectl get',
] as const;

const isCovered = (line: string, only: readonly string[]): boolean => {
  const [binary = '', ...rest] = line.split(' ');
  const [first = ''] = rest.filter((word) => word !== 'beta');
  return only.includes(binary) || only.includes(`${binary} ${first}`);
};

test('what is left is judged as before, and what was taken away is refused by layer 3 as if nobody had listed it', async (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...LINES), fc.uniqueArray(fc.constantFrom(...PARTS)), (line, only) => {
      const [whole, narrowed] = [judge(line, POLICY, REMAINING), judge(line, narrowedPolicy(POLICY, only), REMAINING)];
      if (isCovered(line, only)) return JSON.stringify(narrowed) === JSON.stringify(whole);
      return !narrowed.ok && narrowed.error.layer === 3;
    }),
    runs(200),
  );
  for (const line of LINES.slice(0, 7)) t.ok(judge(line, POLICY, REMAINING).ok, `control: ${line}`);
});

test('a refusal names what is left, and nothing that was taken away', async (t) => {
  const policy = narrowedPolicy(POLICY, ['aws ec2', 'aws ce', 'bq show']);
  const hintOf = (line: string): string => {
    const verdict = judge(line, policy, REMAINING);
    return verdict.ok ? 'cleared' : wireRefusal(verdict.error).hint;
  };
  t.match(hintOf('aws ecs list-clusters'), /aws ec2/u);
  t.notMatch(hintOf('aws ecs list-clusters'), /ecs|sts/u);
  t.notMatch(hintOf('bq ls'), /bq ls|bq query/u);
  t.match(hintOf('aws zzz'), /aws ec2.*aws ce/u, 'all of it, where it is little');
  t.notMatch(hintOf('gcloud zzz'), /gcloud/u, 'nothing is left of it');
  t.equal(policy.groups('aws'), policy.groups('aws'), 'the same list each time');
  t.same(policy.groups('gcloud'), []);
  t.equal(policy.globals('az'), POLICY.globals('az'));
});

test('a part that the policy does not know is found, and one of another form is none', async (t) => {
  t.same(unknownParts(POLICY, [...PARTS]), []);
  t.same(unknownParts(POLICY, ['aws ec3', 'bq frobnicate', 'rm', 'aws ec2']), ['aws ec3', 'bq frobnicate', 'rm']);
  t.same(unknownParts(narrowedPolicy(POLICY, ['aws']), ['az', 'aws']), ['az']);
  t.throws(() => narrowedPolicy(POLICY, ['aws ec2', 'aws ec3']), { code: 'config' });
  for (const part of PARTS) t.match(part, POLICY_PART);
  for (const part of ['', 'rm', 'aws ', 'aws *', 'aws ec2 describe-instances', 'AWS', 'aws\nec2', 'aws ec2\n'])
    t.notMatch(part, POLICY_PART, part);
});
