// Layer 6: Typed → ReadOnly. Distrusts the policy: it refuses what changes things, hands out credentials or redirects a request even
// if a rule lists it. The only place that names forbidden things; no rule may depend on it.

import type { Rule } from '../policy/index.js';
import { err, ok } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
import type { ReadOnly, Typed, TypedFlag } from './stages.js';

/** T6: how operations begin that change something, in every CLI we know. */
const MUTATING: ReadonlySet<string> = new Set(
  (
    'abort accept activate add adopt allocate allow apply approve assign associate attach authorize batch block bulk cancel change clear clone ' +
    'close commit complete configure confirm connect convert copy cordon cp create deactivate debug decline decommission delete deny deploy ' +
    'deprecate deregister destroy detach disable disassociate dissociate drain drop edit enable encrypt evict exec execute expose extend fail finalize flush force ' +
    'grant import increase init initialize initiate insert install invalidate invoke issue join kill label launch leave link load lock login logout mb merge migrate ' +
    'mk modify monitor move mv open override partition patch pause port promote provision proxy publish purge push put query-assist rb reactivate rebase reboot rebuild recover refresh ' +
    'register reject release remove rename renew reorder repair replace replicate report request resend reset resize resolve restart restore resume retire retry ' +
    'revoke rewrite rm rollback rollout rotate rsync run save scale schedule send set setup shutdown sign simulate snapshot split ssh start stop store submit subscribe ' +
    'suspend swap switch sync tag taint terminate toggle transfer trigger truncate unassign undelete undeploy undrop uninstall unlink unlock unmonitor unpublish ' +
    'unregister unset unsubscribe untag update upgrade upload validate verify wait withdraw write'
  ).split(' '),
);

/** How the last word of a path must begin. Not mutating is not enough: a word that nobody has thought of is not a read. */
const READING: ReadonlySet<string> = new Set(['describe', 'get', 'head', 'list', 'lookup', 'ls', 'read', 'show']);

/** T6: words of operations whose answer is a credential, a secret or something that works like one. */
const CREDENTIAL: ReadonlySet<string> = new Set(
  (
    'auth authorization credential credentials decrypt decrypted jwt kubeconfig login password passwords passwd presign presigned private secret secrets ' +
    'session sign signed token tokens'
  ).split(' '),
);

/** T6: flags that change who asks, whom, how safely, or read the request from somewhere else. */
const FORBIDDEN_FLAGS: ReadonlySet<string> = new Set(
  (
    '--access-token-file --account --api --apilog --authority-selector --authorization-token-file --billing-project --bigqueryrc --ca-bundle --ca_certificates_file ' +
    '--cli-auto-prompt --cli-binary-format --cli-connect-timeout --cli-input-json --cli-input-yaml --configuration --credential-file-override --credential_file --debug ' +
    '--debug_mode --destination_table --disable_ssl_validation --endpoint-url --flagfile --flags-file --http-timeout --httplib2_debuglevel --impersonate-service-account ' +
    '--job_property --log-http --no-sign-request --no-verify-ssl --oauth_access_token --output-file --profile --proxy_address --proxy_password --proxy_port --proxy_username ' +
    '--replace --server --service_account --service_account_credential_file --service_account_private_key_file --show-log --token --trace-token --trace --undefok --universe-domain ' +
    '--use_gce_service_account --user-output-enabled --with-decryption'
  ).split(' '),
);

function wordReason(rule: Rule): Reason | undefined {
  const part = { text: [rule.binary, ...rule.path].join(' '), at: 0 };
  const first = rule.path.at(-1)?.split('-')[0] ?? '';
  if (MUTATING.has(first)) return { code: 'mutating-word', part };
  if (rule.path.some((word) => word.split('-').some((piece) => CREDENTIAL.has(piece)))) return { code: 'credential-word', part };
  return READING.has(first) ? undefined : { code: 'unproven-word', part };
}

function flagReason(flags: readonly TypedFlag[]): Reason | undefined {
  const forbidden = flags.find(({ name }) => FORBIDDEN_FLAGS.has(name));
  return forbidden && { code: 'forbidden-flag', part: { text: forbidden.name, at: forbidden.at } };
}

export const mutation: Layer<Typed, ReadOnly> = {
  name: 'mutation',
  check: (typed) => {
    const reason = wordReason(typed.rule) ?? flagReason(typed.flags);
    return reason ? err(reason) : ok({ ...typed, stage: 'read-only' });
  },
};
