// Secrets do not survive, whatever carries them; ordinary outputs do.

import { test } from 'tap';
import { openRedactor, redactLine } from '../../src/digest/index.js';
import { readText } from '../gate/policies.js';
import { fc, runs } from '../random.js';
import { BARE, CARRIERS, chanceOf, type Make, NAMED, NAMES, PLACES } from './made-secrets.js';
import { secretCases } from './secrets-file.js';

const MARK = /\[redacted \d+: [a-z0-9 .,]+\]/;
const JSON_CARRIERS = [
  'json',
  'json on one line',
  'json in json',
  'json in json in json',
  'ecs pair',
  'ssm pair',
  'cloudformation pair',
  'pair the other way round',
];

for (const { kind, text, secrets } of secretCases(chanceOf(3))) {
  test(`a secret is taken out: ${kind}`, async (t) => {
    const redacted = openRedactor().redact(text).text;
    for (const secret of secrets) t.notOk(redacted.includes(secret), redacted);
    t.match(redacted, MARK);
    t.notOk(
      secrets.some((secret) => redactLine(text).includes(secret)),
      'in one line of a log too',
    );
  });
}

/** The longest run of characters that only the secret can have: what must not be found again. */
function coreOf(secret: string): string {
  const runsOf = secret.split(/[^A-Za-z0-9+/_~-]+/).filter((run) => /\d/.test(run) && /[A-Za-z]/.test(run));
  return runsOf.toSorted((one, other) => other.length - one.length)[0] ?? secret;
}

function share(missed: number, all: number): number {
  return missed / all;
}

test('of all shapes in all places at most one in a hundred survives', async (t) => {
  const chance = chanceOf(11);
  const redactor = openRedactor();
  const missed: string[] = [];
  let all = 0;
  for (const [kind, make] of Object.entries(BARE)) {
    for (const [place, put] of Object.entries(PLACES)) {
      const secret = make(chance);
      const { text } = redactor.redact(put(secret));
      all += 1;
      if (!MARK.test(text) || text.includes(coreOf(secret))) missed.push(`${kind}, ${place}: ${text}`);
    }
  }
  t.ok(share(missed.length, all) <= 0.01, missed.join('\n'));
});

test('of all values under all names in all carriers at most one in two hundred survives', async (t) => {
  const chance = chanceOf(12);
  const redactor = openRedactor();
  const missed: string[] = [];
  let all = 0;
  for (const [kind, make] of Object.entries(NAMED)) {
    for (const name of NAMES) {
      for (const [carrier, carry] of Object.entries(CARRIERS)) {
        const value = make(chance);
        const { text } = redactor.redact(carry(name, value));
        all += 1;
        if (text.includes(value) || text.includes(encodeURIComponent(value))) missed.push(`${kind}, ${name}, ${carrier}: ${text}`);
      }
    }
  }
  t.ok(share(missed.length, all) <= 0.005, missed.join('\n'));
});

const aCarried = fc.record({
  seed: fc.nat(),
  make: fc.constantFrom<Make>(...Object.values(NAMED)),
  name: fc.constantFrom(...NAMES),
  carrier: fc.constantFrom(...Object.keys(CARRIERS)),
});

test('what was JSON stays JSON, and a second pass changes nothing', async (t) => {
  fc.assert(
    fc.property(aCarried, ({ seed, make, name, carrier }) => {
      const carry = CARRIERS[carrier];
      if (!carry) throw new Error(carrier);
      const redactor = openRedactor();
      const once = redactor.redact(carry(name, make(chanceOf(seed)))).text;
      if (JSON_CARRIERS.includes(carrier)) JSON.parse(once);
      return redactor.redact(once).text === once;
    }),
    runs(400),
  );
  t.pass();
});

test('the same secret has the same number, and another one another', async (t) => {
  const [one, other] = ['q7Wm2xPz9Lk4', 'v8Rt3yQa1Nb5'];
  const redactor = openRedactor();
  t.equal(redactor.redact(`password=${one}`).text, 'password=[redacted 1: password]');
  t.equal(redactor.redact(`password=${other}`).text, 'password=[redacted 2: password]');
  t.equal(redactor.redact(`PGPASSWORD=${one}`).text, 'PGPASSWORD=[redacted 1: password]');
  t.equal(redactor.lastNumber(), 2);
  t.equal(
    openRedactor({ after: 2 }).redact(`password=${other}`).text,
    'password=[redacted 3: password]',
    'whoever begins anew goes on counting',
  );
});

test('a line of a log says what stood there, and gives no number', async (t) => {
  t.equal(redactLine('mysql --password=q7Wm2xPz9Lk4 x'), 'mysql --password=[redacted: password] x');
  t.equal(redactLine('aws ec2 describe-instances --max-items 5'), 'aws ec2 describe-instances --max-items 5');
});

test('the executor\u2019s own credentials are taken out in every spelling', async (t) => {
  const value = 'plain"Words/of+one=Credential';
  const redactor = openRedactor({ planted: [value, 'short'] });
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const spellings = [
    value,
    encodeURIComponent(value),
    JSON.stringify(value),
    base64(value),
    base64(`x${value}`),
    base64(`xy${value}`),
    Buffer.from(`ab${value}`).toString('base64url'),
    Buffer.from(value).toString('hex'),
    Array.from(value).reverse().join(''),
  ];
  for (const spelling of spellings) {
    const { text } = redactor.redact(`it says ${spelling} here`);
    t.match(text, MARK, spelling);
    t.notOk(text.includes(spelling.slice(4, 20)), spelling);
  }
  t.equal(redactor.redact('a short word').text, 'a short word', 'what is too short to be told from a word is none');
});

test('ordinary outputs are left as they are, but for one line in two hundred', async (t) => {
  const text = readText('test/digest/corpus/ordinary-output.txt');
  const before = text.split('\n');
  const after = openRedactor().redact(text).text.split('\n');
  t.ok(before.length > 3_000);
  t.equal(after.length, before.length);
  const altered = before.filter((line, at) => line !== after[at]);
  t.ok(altered.length / before.length <= 0.005, altered.join('\n'));
});

/** What looks like a secret and is none, one of each kind. */
const HARMLESS = [
  '"NextToken": "eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ=="',
  '"nextPageToken": "Cj4KOAoGCIDh4LQGEi4KLDEtc2VjcmV0"',
  '"ClientToken": "5b3bdc3f-2a53-4b8d-9d2b-0c3f6a1d7e11"',
  '"PasswordLastUsed": "2026-11-01T10:00:00Z"',
  '"tokenExpiration": 3600',
  '"MinimumPasswordLength": 14',
  '"SecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-password-AbCdEf"',
  '"SecretName": "prod/db-password"',
  '"secret": "projects/acme/secrets/db/versions/latest"',
  '"KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/8c5b2c63-b9bc-45a3-a87a-5513eab01234"',
  '"MetricName": "InputTokenCount"',
  '"Service": "AWS Secrets Manager"',
  'USE1-AWSSecretsManagerAPIRequest\t42.5\tUSD',
  '"HttpTokens": "required"',
  '"password": null',
  '"token": true',
  'password: ********',
  'password: ${DB_PASSWORD}',
  "DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false",
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
  '"Key": "Environment", "Value": "prod"',
  'Error: password authentication failed for user "app"',
  'https://www.googleapis.com/compute/v1/projects/acme/zones/us-central1-a/disks/d-1',
  'git@github.com:acme/app.git',
  'https://user@host.example.com/path',
  '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa\n-----END CERTIFICATE-----',
];

test('what only sounds like a secret stays', async (t) => {
  for (const text of HARMLESS) t.equal(openRedactor().redact(text).text, text);
});
