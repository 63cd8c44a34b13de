// Layer 6: Typed → ReadOnly. Distrusts the policy: it refuses what changes things, hands out credentials or redirects a request even
// if a rule lists it. The only place that names forbidden things; no rule may depend on it.

import type { Binary, Rule } from '../policy/index.js';
import { err, ok } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
import { maskedPart } from './projection.js';
import { REVIEWED_READS } from './reviewed-reads.js';
import { showsWhole } from './shapes/kube-output.js';
import { holdsEnvironment } from './shapes/kube-resources.js';
import type { ReadOnly, Typed } from './stages.js';

/** T6: how operations begin that change something, in every CLI we know. */
const MUTATING: ReadonlySet<string> = new Set(
  (
    'abort accept activate add adopt allocate allow apply approve assign associate attach authorize batch block bulk cancel change clear clone ' +
    'close commit complete configure confirm connect convert copy cordon cp create deactivate debug decline decommission delete deny deploy ' +
    'deprecate deregister destroy detach disable disassociate dissociate drain drop edit enable encrypt evict exec execute expose extend fail finalize flush force ' +
    'grant import increase init initialize initiate insert install invalidate invoke issue join kill label launch leave link load lock login logout mb merge migrate ' +
    'mk modify monitor move mv open override partition patch pause port promote provision proxy publish purge push put rb reactivate rebase reboot rebuild recover refresh ' +
    'register reject release remove rename renew reorder repair replace replicate report request resend reset resize resolve restart restore resume retire retry ' +
    'revoke rewrite rm rollback rollout rotate rsync run save scale schedule send set setup shutdown sign simulate snapshot split ssh start stop store submit subscribe ' +
    'suspend swap switch sync tag taint terminate toggle transfer trigger truncate unassign undelete undeploy undrop uninstall unlink unlock unmonitor unpublish ' +
    'unregister unset unsubscribe untag update upgrade upload validate verify wait withdraw write'
  ).split(' '),
);

/** How the last word of a path must begin. Not mutating is not enough: a word that nobody has thought of is not a read. */
const READING: ReadonlySet<string> = new Set(
  'check count describe du explain filter get head history list lookup logs ls metrics query read search show stat status tail top version'.split(
    ' ',
  ),
);

/** `batch-get-…`, `admin-list-…`: the verb stands behind. */
const BEFORE_A_VERB: ReadonlySet<string> = new Set(['admin', 'batch']);

/** T6: words of operations whose answer is a credential, a secret or something that works like one; a few only together. */
const CREDENTIAL: readonly string[] = (
  'access-details access-key access-keys activationkeys api-key api-keys auth authorization-code authorization-token connection-string credential credentials ' +
  'decrypt decrypted download-default-key-pair embed-url jwt key-string kubeconfig login login-url oauth-clients password passwords passwd presign ' +
  'presigned private-key secret secrets secret-value session-url shared-keys sign signed token tokens'
)
  .split(' ')
  .map((words) => `-${words}-`);

/** T6: operations that no word gives away: they hand out a link, a key or a password, or take or store what they are asked for. */
const CREDENTIAL_OPERATIONS: ReadonlySet<string> = new Set([
  'aws codepipeline get-job-details',
  'aws codepipeline get-third-party-job-details',
  'aws cognito-idp describe-user-pool-client',
  'aws datazone get-connection',
  'aws ec2 describe-vpn-connections',
  'aws ec2 get-vpn-connection-device-sample-configuration',
  'aws ecr get-download-url-for-layer',
  'aws emr-serverless get-dashboard-for-job-run',
  'aws gamelift get-compute-access',
  'aws gamelift get-instance-access',
  'aws glue get-connection',
  'aws glue get-connections',
  'aws lambda get-function',
  'aws lambda get-layer-version',
  'aws lambda get-layer-version-by-arn',
  'aws mediapackage describe-channel',
  'aws mediapackage list-channels',
  'aws quicksight get-dashboard-embed-url',
  'aws s3control get-data-access',
  'aws security-ir get-case-attachment-download-url',
  'aws security-ir get-case-attachment-upload-url',
  'aws snowball get-job-unlock-code',
  'gcloud apigee applications describe',
  'gcloud apigee applications list',
  'gcloud config get-value',
  'gcloud config list',
]);
const MUTATING_OPERATIONS: ReadonlySet<string> = new Set([
  'aws socialmessaging get-whatsapp-message-media',
  'aws stepfunctions get-activity-task',
]);

/** T6: flags that change who asks, whom, how safely, or read the request from somewhere else. First those of the AWS CLI. */
const AWS_FLAGS =
  '--ca-bundle --cli-auto-prompt --cli-binary-format --cli-connect-timeout --cli-input-json --cli-input-yaml --cli-read-timeout ' +
  '--debug --endpoint-url --no-cli-auto-prompt --no-sign-request --no-verify-ssl --profile --with-decryption';
/** Then those of the programs that read Google's, and of all others. `--api` names an API to gcloud and a host to bq. */
const GOOGLE_FLAGS =
  '--access-token-file --account --apilog --authority-selector --authorization-token-file --bigqueryrc --billing-project ' +
  '--ca_certificates_file --configuration --credential-file-override --credential_file --debug_mode --destination_table ' +
  '--disable_ssl_validation --discovery_file --document --flagfile --flags-file --http-timeout --httplib2_debuglevel ' +
  '--impersonate-service-account --job_property --log-http --oauth_access_token --output-file --proxy_address --proxy_password ' +
  '--proxy_port --proxy_username --replace --server --service_account --service_account_credential_file ' +
  '--service_account_private_key_file --show-log --token --trace --trace-token --undefok --universe-domain ' +
  '--use_gce_service_account --user-output-enabled';
const CLUSTER_FLAGS =
  '--as --as-group --as-uid --cache-dir --certificate-authority --client-certificate --client-key --cluster --context --debug ' +
  '--insecure-skip-tls-verify --kubeconfig --password --raw --server --tls-server-name --token --user --username --watch';

function flagSet(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.join(' ').split(' '));
}

/** T6: the AWS CLI takes the beginning of a flag for the flag, so a rule that lists `--endp` lists `--endpoint-url`. */
const AWS_ABBREVIATIONS: ReadonlySet<string> = new Set(
  AWS_FLAGS.split(' ').flatMap((flag) => Array.from(flag, (_, index) => flag.slice(0, index))),
);

const FORBIDDEN_FLAGS: Readonly<Record<Binary, ReadonlySet<string>>> = {
  aws: flagSet(AWS_FLAGS, [...AWS_ABBREVIATIONS].join(' ')),
  gcloud: flagSet(GOOGLE_FLAGS),
  bq: flagSet(GOOGLE_FLAGS, '--api'),
  gsutil: flagSet(GOOGLE_FLAGS, '-D -DD -i -o -u'),
  kubectl: flagSet(CLUSTER_FLAGS),
  az: flagSet('--debug --verbose --password --token --username'),
};

function verbOf(word: string): string {
  const [first = '', second] = word.split('-');
  return second !== undefined && BEFORE_A_VERB.has(first) ? second : first;
}

type WordCode = 'reads' | 'mutating-word' | 'credential-word' | 'unproven-word';

function wordCode({ path }: Rule, operation: string): WordCode {
  if (REVIEWED_READS.has(operation)) return 'reads';
  const first = verbOf(path.slice(-1).join(''));
  if (MUTATING.has(first) || MUTATING_OPERATIONS.has(operation)) return 'mutating-word';
  const pieces = `-${path.join('-')}-`;
  if (CREDENTIAL_OPERATIONS.has(operation) || CREDENTIAL.some((words) => pieces.includes(words))) return 'credential-word';
  return READING.has(first) ? 'reads' : 'unproven-word';
}

/** What the words of a rule say does not change while it lives. */
const said = new WeakMap<Rule, WordCode>();

function wordReason(rule: Rule): Reason | undefined {
  const before = said.get(rule);
  if (before === 'reads') return undefined;
  const operation = [rule.binary, ...rule.path].join(' ');
  const code = before ?? wordCode(rule, operation);
  said.set(rule, code);
  return code === 'reads' ? undefined : { code, part: { text: operation, at: 0 } };
}

function flagReason({ rule, flags }: Typed): Reason | undefined {
  const names = FORBIDDEN_FLAGS[rule.binary];
  const forbidden = flags.find(({ name }) => names.has(name));
  return forbidden && { code: 'forbidden-flag', part: { text: forbidden.name, at: forbidden.at } };
}

/** T6: SQL is a program of its own: what is not one query, or calls out of the engine, changes things by whatever path it came. */
function sqlReason({ positionals }: Typed): Reason | undefined {
  for (const { items } of positionals) {
    for (const item of items) {
      if (item.kind !== 'sql' || item.query.ok) continue;
      const { code, text, at } = item.query.error;
      if (code === 'sql-statement' || code === 'sql-function' || code === 'sql-view') return { code, part: { text, at } };
    }
  }
  return undefined;
}

function maskedReason(typed: Typed): Reason | undefined {
  const part = maskedPart(typed);
  return part && { code: 'masked-member', part };
}

/** T6: the whole of a pod, or of what makes pods, has in it what its author put into the environment. */
function wholePodReason({ rule, flags, positionals }: Typed): Reason | undefined {
  if (rule.binary !== 'kubectl') return undefined;
  const [types] = positionals;
  const output = flags.find(({ name }) => name === '--output');
  const [first] = types?.items ?? [];
  if (!output || output.argument.kind !== 'text' || !first || types?.name !== 'TYPE') return undefined;
  const isWhole = showsWhole(output.argument.text) && holdsEnvironment(first.text);
  return isWhole ? { code: 'masked-member', part: { text: output.argument.text, at: output.at } } : undefined;
}

export const mutation: Layer<Typed, ReadOnly> = {
  name: 'mutation',
  check: (typed) => {
    const reason = wordReason(typed.rule) ?? flagReason(typed) ?? sqlReason(typed) ?? maskedReason(typed) ?? wholePodReason(typed);
    return reason ? err(reason) : ok({ ...typed, stage: 'read-only' });
  },
};
