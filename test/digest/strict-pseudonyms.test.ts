// The same, strictly: for what goes to a model.

import { test } from 'tap';
import { openPseudonyms } from '../../src/digest/index.js';
import { fc, runs } from '../random.js';

const strict = () => openPseudonyms({ accounts: ['123456789012'], projects: ['acme-prod'], addresses: true, people: true, isStrict: true });

test('accounts and projects are hidden inside longer words', async (t) => {
  const { hide } = strict();
  t.equal(hide('cdk-123456789012-eu acct123456789012x'), 'cdk-account-1-eu acctaccount-1x');
  t.equal(hide('acme-prod-logs gs://acme-prod/x acme-production'), 'project-1-logs gs://project-1/x project-1uction');
  t.equal(hide('arn:aws:iam::210987654321:root x-210987654321'), 'arn:aws:iam::account-2:root x-account-2');
});

test('what counts something is no account, unless it is one that is known', async (t) => {
  const { hide } = strict();
  const counts = '"totalBytesProcessed": "123456789999", "Sum": 210987654321, sha a123456789999f 0.123456789999 123456789999.5';
  t.equal(hide(counts), counts);
  t.equal(hide('"Sum": 123456789012'), '"Sum": account-1');
  t.equal(hide('"AccountId": "210987654321"'), '"AccountId": "account-2"');
  t.equal(hide('"Sum": 210987654321'), '"Sum": account-2', 'known from then on');
});

test('users and sessions of people are hidden, those of machines are not', async (t) => {
  const { hide } = strict();
  t.equal(hide('arn:aws:iam::123456789012:user/alice'), 'arn:aws:iam::account-1:user/person-1');
  t.equal(hide('arn:aws:sts::123456789012:assumed-role/Admin/bob'), 'arn:aws:sts::account-1:assumed-role/Admin/person-2');
  t.equal(hide('{"userName": "alice"}'), '{"userName": "person-1"}');
  const machines = ':assumed-role/web/i-0a1b2c3d4e5f60718 :assumed-role/asg/AutoScaling "Username": "autoscaling.amazonaws.com"';
  t.equal(hide(machines), machines);
});

test('addresses in each of their spellings are hidden, and what only looks like one is not', async (t) => {
  const { hide } = strict();
  t.equal(
    hide('10.1.2.3. 10.0.0.0/16 ip-10-1-2-3.ec2.internal 2001:db8::1 fe80:1:2:3:4:5:6:7'),
    'address-1. address-2/16 address-3.ec2.internal address-4 address-5',
  );
  const none = 'arn:aws:s3:::bucket 2026-11-01 12:34:56 AWS::EC2::Instance';
  t.equal(hide(none), none);
});

test('projects are learned from what names them, and no output can make every word one', async (t) => {
  const { hide } = strict();
  t.equal(hide('projects/other-proj-1/locations/x other-proj-1'), 'projects/project-1/locations/x project-1');
  t.equal(hide('{"projectId": "third-one"} third-one-logs'), '{"projectId": "project-2"} third-one-logs');
  t.equal(hide('projects/instances instances'), 'projects/instances instances', 'a plain word is none');
  const many = Array.from({ length: 100 }, (_, n) => `projects/word-${String(n)}-x`).join(' ');
  t.match(hide(many), /word-99-x/);
});

test('a name that only looks like one of ours is nobody else, before and after', async (t) => {
  const { hide, show } = openPseudonyms({ projects: ['project-1', 'acme'] });
  t.equal(hide('account-1 123456789012'), 'account-1 account-2', 'it is passed over');
  t.equal(show('account-1'), 'account-1');
  const { hide: later, show: back } = openPseudonyms();
  t.equal(later('123456789012'), 'account-1');
  t.equal(back(later('account-1')), 'account-1', 'and stands for itself where ours came first');
  t.equal(show(hide('project-1 acme')), 'project-1 acme');
});

const FRAGMENTS = [
  '123456789012',
  '210987654321',
  'acme-prod',
  'billing-',
  'account-1',
  'project-2',
  'billing-account-1',
  'a@b.example',
  'x'.repeat(63),
  '10.0.0.1',
  'ip-10-0-0-1',
  '2001:db8::1',
  '0A1B2C-3D4E5F-6A7B8C',
  ':user/alice',
  'projects/q-1-project',
  '"Sum": ',
  '-',
  '.',
  '/',
  ' ',
  '1',
  '"',
];

test('what was hidden is shown as it was, whatever stands beside it, and no name is left', async () => {
  const texts = fc.array(fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 6 })), { maxLength: 12 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(texts, (list) => {
      const { hide, show } = strict();
      for (const parts of list) {
        const text = parts.join('');
        const hidden = hide(text);
        if (show(hidden) !== text) return false;
        if (hidden.includes('acme-prod') || /(?<!\d)123456789012(?!\d)/.test(hidden)) return false;
      }
      return true;
    }),
    runs(1_000),
  );
});
