// No name of an account, a person, a project or a machine leaves: looked for in every byte that the far end received, over made-up cases.

import { test } from 'tap';
import { openCompressor } from '../../src/investigation/compressor.js';
import type { Dossier } from '../../src/investigation/state.js';
import type { SpikesFound } from '../../src/protocol/index.js';
import * as answers from '../model-server/answers.js';
import { caseOf, evidenceOf, roundOf, spikeOf, stateAfter } from '../model-server/case.js';
import * as rounds from '../model-server/rounds.js';
import { stage } from '../model-server/stage.js';
import { fc } from '../random.js';

const WAIT = { timeout: 120_000 };

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));
const word = fc.stringMatching(/^[a-z][a-z]{4,9}$/);
const byte = fc.integer({ min: 1, max: 254 }).map(String);
const secrets = fc.record({
  accounts: fc.uniqueArray(
    digits(11).map((rest) => `4${rest}`),
    { minLength: 3, maxLength: 3 },
  ),
  project: fc.tuple(word, word, digits(3)).map((parts) => parts.join('-')),
  emails: fc.uniqueArray(
    fc.tuple(word, word, word).map(([one, two, host]) => `${one}.${two}@${host}.example`),
    { minLength: 2, maxLength: 2 },
  ),
  addresses: fc.uniqueArray(
    fc.tuple(byte, byte, byte, byte).map((parts) => parts.join('.')),
    { minLength: 3, maxLength: 3 },
  ),
  person: fc.tuple(word, word).map((parts) => parts.join('.')),
});
type Secrets = typeof secrets extends fc.Arbitrary<infer Made> ? Made : never;

type Spike = SpikesFound['reports'][number]['spikes'][number];

function dossierOf({ accounts, addresses, project }: Secrets): Dossier {
  const [first = '', second = ''] = accounts;
  const where: Spike['scopes'][number]['where'] = [
    { dimension: 'resource', value: `arn:aws:s3:::logs-${first}-${project}` },
    { dimension: 'account', value: second },
  ];
  const other = spikeOf({ rank: 2, key: { provider: 'gcp', account: project, service: 'Compute Engine', usageType: 'N1', region: 'eu' } });
  return caseOf({
    spike: {
      key: { ...spikeOf().key, account: first },
      scopes: [{ where, excess: '1000000000', share: 0.9 }],
      why: [`seen at ${addresses[0] ?? ''}`],
    },
    report: { drops: [other], oneOffs: [spikeOf({ rank: 3, key: { ...spikeOf().key, account: second } })] },
  });
}

/** What such accounts print, in the forms that the tools print it in. */
function outputOf({ accounts, addresses, emails, person, project }: Secrets, n: number): string {
  const [first = '', , third = ''] = accounts;
  const [one = '', two = '', three = ''] = addresses;
  return [
    JSON.stringify({
      OwnerId: third,
      Arn: `arn:aws:iam::${first}:user/${person}`,
      RoleSession: `arn:aws:sts::${third}:assumed-role/ops/${emails[0] ?? ''}`,
    }),
    JSON.stringify({ SourceIPAddress: one, PublicIp: two, PrivateDns: `ip-${three.replaceAll('.', '-')}.ec2.internal`, n }),
    `projects/${project}/zones/z: ${emails[1] ?? ''} called from ${three}. gs://${project}-backup cdk-${first}-assets`,
    JSON.stringify({ projectId: project, iamPolicy: [`user:${emails[0] ?? ''}`, `serviceAccount:x@${project}.iam.gserviceaccount.com`] }),
  ].join('\n');
}

function hiddenWords({ accounts, addresses, emails, person, project }: Secrets): readonly string[] {
  return [...accounts, ...emails, ...addresses, project, person, ...addresses.map((one) => `ip-${one.replaceAll('.', '-')}`)];
}

test('none of them occurs in any byte that the far end received, and every command has its own names again', WAIT, async (t) => {
  const [made] = [fc.sample(secrets, { numRuns: 8, seed: 20_261_121 })];
  for (const secret of made) {
    const dossier = dossierOf(secret);
    const [first = '', second = ''] = secret.accounts;
    const words = ['aws', 's3api', 'get-bucket-versioning', '--bucket', 'logs-account-1-project-1', '--expected-bucket-owner', 'account-2'];
    const compressed = answers.saysJson({ findings: [{ text: 'nothing', at: 'lines 1' }] });
    const { client, names, reasoner, server, egress } = await stage(
      t,
      [...Array.from({ length: 6 }, () => answers.saysJson(rounds.proposes(words))), compressed],
      { dossier, egress: { showPrompts: true } },
    );
    for (let n = 0; n < 6; n += 1) {
      const state = stateAfter(n, (at) =>
        evidenceOf(at, { excerpt: outputOf(secret, at), asked: `aws sts get-caller-identity --profile ${secret.person}` }),
      );
      const told = {
        ...state,
        notices: [`the run of ${first} by ${secret.emails[0] ?? ''}`],
        rounds: state.rounds.map(() => roundOf(n, { thinking: first })),
      };
      const { action } = await reasoner.think(dossier, told);
      t.match(action, {
        command: `aws s3api get-bucket-versioning --bucket logs-${first}-${secret.project} --expected-bucket-owner ${second}`,
      });
    }
    const long = Array.from({ length: 20 }, (_, n) => outputOf(secret, n)).join('\n');
    await openCompressor(client, { names }).findings(dossier, { source: 'command', asked: `x ${first}`, output: long, errors: '' });
    t.equal(server.calls.length, 7);
    const received = server.api.seen.map((seen) => `${seen.url} ${JSON.stringify(seen.headers)} ${seen.body}`).join('\n');
    // The name of a user stands alone nowhere but where it is asked for by that name, which no rule can tell from another word.
    const leaked = hiddenWords(secret).filter((word) => word !== secret.person && received.includes(word));
    t.same(leaked, []);
    t.notMatch(received, /(?<!\d)\d{12}(?!\d)/);
    t.notMatch(received, /[a-z]@[a-z]/);
    const shown = egress.told.all.map((frame) => (frame.kind === 'prompt' ? frame.text : '')).join('');
    t.equal(shown, server.api.seen.map(({ body }) => body).join(''), 'what is shown is what left');
  }
});

test('where somebody has nothing against it, names go out as they are', WAIT, async (t) => {
  const dossier = caseOf({ welcome: { pseudonyms: false } });
  const { reasoner, server } = await stage(t, [answers.saysJson(rounds.proposes(['aws', 'x', 'account-1']))], { dossier });
  t.match(await reasoner.think(dossier, stateAfter(1)), { action: { command: 'aws x account-1' } });
  t.match(server.calls[0]?.body, /123456789012/);
});
