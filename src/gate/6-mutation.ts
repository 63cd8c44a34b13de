// Layer 6: Typed → ReadOnly. Distrusts the policy: it refuses what changes things, hands out credentials or redirects a request even
// if a rule lists it. The only place that names forbidden things; no rule may depend on it.

import type { Rule } from '../policy/index.js';
import { err, ok } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
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
const READING: ReadonlySet<string> = new Set(['describe', 'get', 'head', 'list', 'lookup', 'ls', 'read', 'show']);

/** T6: words of operations whose answer is a credential, a secret or something that works like one; a few only together. */
const CREDENTIAL: readonly string[] = (
  'access-details activationkeys api-key api-keys auth authorization connection-string credential credentials decrypt decrypted ' +
  'download-default-key-pair jwt key-string kubeconfig login oauth-clients password passwords passwd presign presigned private ' +
  'secret secrets session shared-keys sign signed token tokens'
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
const OTHER_FLAGS =
  '--access-token-file --account --api --apilog --authority-selector --authorization-token-file --bigqueryrc --billing-project ' +
  '--ca_certificates_file --configuration --credential-file-override --credential_file --debug_mode --destination_table ' +
  '--disable_ssl_validation --discovery_file --document --flagfile --flags-file --http-timeout --httplib2_debuglevel ' +
  '--impersonate-service-account --job_property --log-http --oauth_access_token --output-file --proxy_address --proxy_password ' +
  '--proxy_port --proxy_username --replace --server --service_account --service_account_credential_file ' +
  '--service_account_private_key_file --show-log --token --trace --trace-token --undefok --universe-domain ' +
  '--use_gce_service_account --user-output-enabled';
const FORBIDDEN_FLAGS: ReadonlySet<string> = new Set(`${AWS_FLAGS} ${OTHER_FLAGS}`.split(' '));

/** T6: the AWS CLI takes the beginning of a flag for the flag, so a rule that lists `--endp` lists `--endpoint-url`. */
const AWS_ABBREVIATIONS: ReadonlySet<string> = new Set(
  AWS_FLAGS.split(' ').flatMap((flag) => Array.from(flag, (_, index) => flag.slice(0, index))),
);

function wordReason(rule: Rule): Reason | undefined {
  const operation = [rule.binary, ...rule.path].join(' ');
  const part = { text: operation, at: 0 };
  const [first = ''] = operation.slice(operation.lastIndexOf(' ') + 1).split('-');
  if (MUTATING.has(first) || MUTATING_OPERATIONS.has(operation)) return { code: 'mutating-word', part };
  const pieces = `-${rule.path.join('-')}-`;
  if (CREDENTIAL_OPERATIONS.has(operation) || CREDENTIAL.some((words) => pieces.includes(words))) return { code: 'credential-word', part };
  return READING.has(first) ? undefined : { code: 'unproven-word', part };
}

function flagReason({ rule, flags }: Typed): Reason | undefined {
  const forbidden = flags.find(({ name }) => FORBIDDEN_FLAGS.has(name) || (rule.binary === 'aws' && AWS_ABBREVIATIONS.has(name)));
  return forbidden && { code: 'forbidden-flag', part: { text: forbidden.name, at: forbidden.at } };
}

export const mutation: Layer<Typed, ReadOnly> = {
  name: 'mutation',
  check: (typed) => {
    const reason = wordReason(typed.rule) ?? flagReason(typed);
    return reason ? err(reason) : ok({ ...typed, stage: 'read-only' });
  },
};
