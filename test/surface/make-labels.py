#!/usr/bin/env python3
"""Writes labels.json.gz: a class for every command in scripts/policy/snapshot, by finders and lists of its own that know nothing of the overlay.
A maintainer's step after a new snapshot: `python3 test/surface/make-labels.py`; the same snapshots give the same bytes, and the counts are printed."""

import collections
import gzip
import io
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
SNAPSHOT = os.path.join(HERE, '..', '..', 'scripts', 'policy', 'snapshot')


def snapshot(name):
    with gzip.open(os.path.join(SNAPSHOT, f'{name}.json.gz')) as file:
        return json.load(file)


def spread(text):
    """`service: a, b; other: c` as a set of `service a`, `service b`, `other c`."""
    found = set()
    for part in re.split(r';\s*', ' '.join(text.split())):
        if part:
            service, names = part.split(': ')
            found.update(f'{service} {name}' for name in re.split(r',\s*', names))
    return found


# ---- AWS ---------------------------------------------------------------------------------------------------------------------------------

AWS_VERB = re.compile(r'^(?:get|list|describe|batch-get|batch-describe|head|lookup|search)(?:-|$)')

# Whoever holds the answer may sign in, call, decrypt, download or join.
AWS_CREDENTIAL = spread('''
acm: get-acme-external-account-binding-credentials, export-certificate; amplify: get-artifact-url, get-job; amplifybackend: get-backend-auth, get-token, create-token;
amplifyuibuilder: get-codegen-job, exchange-code-for-token, refresh-token; apigateway: get-api-key, get-api-keys, create-api-key, import-api-keys; appsync: list-api-keys, create-api-key;
artifact: get-report, get-term-for-report, export-compliance-inquiry; athena: get-session-endpoint, create-presigned-notebook-url; appstream: create-streaming-url, create-image-builder-streaming-url,
create-app-block-builder-streaming-url, describe-directory-configs; auditmanager: get-assessment-report-url, get-evidence-file-upload-url; bedrock-agent-runtime: get-document-content;
bedrock-agentcore: get-resource-api-key, get-resource-oauth2-token, get-resource-payment-token, get-workload-access-token, get-workload-access-token-for-jwt, get-workload-access-token-for-user-id;
bedrock-agentcore-control: get-dataset; chime: get-bot, list-bots, create-bot, regenerate-security-token; chime-sdk-meetings: get-attendee, list-attendees, create-attendee; codeartifact: get-authorization-token;
codecatalyst: create-access-token; codepipeline: get-job-details, get-third-party-job-details, list-webhooks; cognito-identity: get-credentials-for-identity, get-open-id-token, get-open-id-token-for-developer-identity;
cognito-idp: describe-user-import-job, describe-user-pool-client, list-user-import-jobs, list-user-pool-client-secrets, get-tokens-from-refresh-token, initiate-auth, admin-initiate-auth, respond-to-auth-challenge,
admin-respond-to-auth-challenge, associate-software-token, describe-identity-provider, get-identity-provider-by-identifier; connect: get-attached-file, get-federation-token, get-prompt-file;
connectparticipant: get-attachment, get-authentication-url, create-participant-connection; customer-profiles: get-upload-job-path; dataexchange: get-job, list-jobs;
datazone: get-connection, get-environment-credentials, get-iam-portal-login-url; deadline: assume-fleet-role-for-read, assume-fleet-role-for-worker, assume-queue-role-for-read, assume-queue-role-for-user,
assume-queue-role-for-worker; devicefarm: get-upload, list-artifacts, list-uploads, list-test-grid-session-artifacts, create-upload, create-test-grid-url; discovery: describe-export-configurations, describe-export-tasks;
ec2: describe-vpn-connections, get-password-data, get-vpn-connection-device-sample-configuration, create-key-pair, export-client-vpn-client-configuration, export-verified-access-instance-client-configuration;
ecr: get-authorization-token, get-download-url-for-layer; ecr-public: get-authorization-token; eks-auth: assume-role-for-pod-identity; elasticbeanstalk: retrieve-environment-info;
emr: get-cluster-session-credentials, get-on-cluster-app-ui-presigned-url, get-persistent-app-ui-presigned-url, get-session-endpoint; emr-containers: get-managed-endpoint-session-credentials;
emr-serverless: get-dashboard-for-job-run, get-session-endpoint; evs: get-depot-url; finspace: get-kx-connection-string; finspace-data: get-programmatic-access-credentials, get-external-data-view-access-details;
gamelift: get-compute-access, get-compute-auth-token, get-game-session-log-url, get-instance-access, request-upload-credentials, describe-fleet-events; glue: get-connection, get-connections, get-session-endpoint;
grafana: create-workspace-api-key, create-workspace-service-account-token; greengrassv2: get-component-version-artifact; groundstation: get-agent-task-response-url; iam: create-access-key,
create-service-specific-credential, reset-service-specific-credential, create-virtual-mfa-device; inspector2: get-cis-scan-report; interconnect: get-connection; invoicing: get-invoice-pdf; iot: create-keys-and-certificate,
create-provisioning-claim; iotwireless: get-wireless-device; ivs: batch-get-stream-key, get-stream-key, create-stream-key; ivs-realtime: get-ingest-configuration, create-participant-token;
kinesis-video-archived-media: get-dash-streaming-session-url, get-hls-streaming-session-url; kinesis-video-signaling: get-ice-server-config; kinesisanalyticsv2: create-application-presigned-url;
kms: decrypt, generate-data-key, generate-data-key-pair, generate-data-key-pair-without-plaintext, generate-data-key-without-plaintext, generate-random, generate-mac, sign, derive-shared-secret, re-encrypt;
lakeformation: get-temporary-data-location-credentials, get-temporary-glue-partition-credentials, get-temporary-glue-table-credentials, assume-decorated-role-with-saml;
lambda: get-function, get-layer-version, get-layer-version-by-arn; lex-models: get-export; lexv2-models: describe-export, get-test-execution-artifacts-url; license-manager: get-access-token;
lightsail: get-bucket-access-keys, get-instance-access-details, get-relational-database-master-user-password, download-default-key-pair, create-key-pair, create-bucket-access-key; location: describe-key, create-key;
m2: get-signed-bluinsights-url; mailmanager: get-address-list-import-job, get-archive-message, create-address-list-import-job; mediapackage: describe-channel, list-channels; mturk: get-file-upload-url;
payment-cryptography: get-parameters-for-export, get-parameters-for-import, export-key; pca-connector-scep: get-challenge-password, create-challenge;
pinpoint: get-baidu-channel, get-gcm-channel; qbusiness: get-document-content, create-anonymous-web-experience-url; qconnect: get-content, start-content-upload; quicksight: describe-asset-bundle-export-job,
describe-dashboard-snapshot-job-result, get-dashboard-embed-url, get-session-embed-url, generate-embed-url-for-anonymous-user, generate-embed-url-for-registered-user, generate-embed-url-for-registered-user-with-identity,
get-identity-context; redshift: get-cluster-credentials, get-cluster-credentials-with-iam, get-identity-center-auth-token; redshift-serverless: get-credentials, get-identity-center-auth-token;
route53globalresolver: get-access-token; s3api: create-session; s3control: get-data-access; sagemaker: create-presigned-domain-url, create-presigned-notebook-instance-url, create-presigned-mlflow-tracking-server-url,
create-presigned-mlflow-app-url, create-partner-app-presigned-url, create-hub-content-presigned-urls; secretsmanager: batch-get-secret-value, get-secret-value, get-random-password;
security-ir: get-case-attachment-download-url, get-case-attachment-upload-url; sesv2: get-export-job; signin: create-o-auth2-token, create-oauth2-token; snowball: get-job-manifest, get-job-unlock-code, get-software-updates;
ssm: get-access-token, get-parameter, get-parameter-history, get-parameters, get-parameters-by-path, get-deployable-patch-snapshot-for-instance, create-activation, start-session;
sso: get-role-credentials; sso-oidc: create-token, create-token-with-iam, register-client, start-device-authorization; storagegateway: describe-chap-credentials;
sts: assume-role, assume-role-with-saml, assume-role-with-web-identity, assume-root, get-delegated-access-token, get-federation-token, get-session-token, get-web-identity-token;
transcribe: get-call-analytics-job, get-medical-scribe-job, get-medical-transcription-job, get-medical-vocabulary, get-transcription-job, get-vocabulary, get-vocabulary-filter; translate: get-parallel-data, get-terminology;
wafv2: get-decrypted-api-key, list-api-keys, generate-mobile-sdk-release-url, create-api-key; wickr: get-oidc-info, register-oidc-config; wisdom: get-content, start-content-upload;
workdocs: get-document, get-document-version, initiate-document-version-upload; workmail: create-mobile-device-access-rule; mwaa: create-cli-token, create-web-login-token; workspaces-thin-client: get-environment;
codecommit: credential-helper, credential-helper get; cloudfront: sign; codeartifact: login; rds: generate-db-auth-token; s3: presign; eks: get-token; configure: get, export-credentials; serverlessrepo: get-application;
connectparticipant: complete-attachment-upload; lookoutvision: get-none
''')
# Names the CLI writes itself: `ecr get-login`.
AWS_CREDENTIAL |= spread('ecr: get-login, get-login-password; ecr-public: get-login-password')

# A secret of a user may stand in it, it works on behalf of somebody, it is content, or nobody agrees: neither side is wrong.
AWS_AMBIGUOUS = spread('''
amplify: get-app, get-branch, get-webhook, list-apps, list-branches, list-webhooks; apigateway: get-usage-plan-key, get-usage-plan-keys; appfabric: get-app-authorization, batch-get-user-access-tasks; athena: get-resource-dashboard,
get-query-results, get-calculation-execution-code; bedrock-agentcore: get-payment-instrument; chime-sdk-identity: describe-app-instance-user-endpoint; chime-sdk-voice: list-voice-connector-termination-credentials;
cloudhsmv2: describe-clusters; codebuild: batch-get-projects, batch-get-builds, batch-get-build-batches, batch-get-sandboxes, batch-get-command-executions, list-command-executions-for-sandbox, list-source-credentials;
codepipeline: get-pipeline, get-pipeline-state; cognito-idp: list-users, list-users-in-group, admin-get-user, get-user; connecthealth: get-patient-insights-job; dataexchange: get-asset, list-revision-assets;
datasync: describe-location-fsx-ontap, describe-location-fsx-open-zfs; datazone: list-connections; devicefarm: get-remote-access-session, list-remote-access-sessions, get-run, list-runs, list-samples; devops-agent: list-webhooks;
directconnect: describe-router-configuration, describe-virtual-interfaces; dms: describe-endpoints, describe-certificates, describe-replication-task-assessment-results; ds: describe-directories;
ec2: describe-bundle-tasks, describe-conversion-tasks, describe-import-image-tasks, describe-import-snapshot-tasks, describe-ipam-external-resource-verification-tokens, describe-verified-access-trust-providers,
get-instance-tpm-ek-pub, describe-instance-attribute, get-console-output, get-console-screenshot, get-instance-uefi-data, get-launch-template-data, describe-launch-template-versions, get-flow-logs-integration-template,
describe-spot-fleet-requests, describe-spot-instance-requests, describe-fleets; elbv2: get-trust-store-ca-certificates-bundle, get-trust-store-revocation-content; emr-serverless: get-resource-dashboard;
firehose: describe-delivery-stream; gamelift: get-player-connection-details; gameliftstreams: get-stream-session, get-stream-url, list-stream-urls; glue: get-dashboard-url, get-job, get-jobs, batch-get-jobs, get-job-run, get-job-runs,
get-blueprint-run, get-blueprint-runs, get-statement, list-statements, get-workflow-run-properties, get-entity-records, get-dev-endpoint, get-dev-endpoints, batch-get-dev-endpoints, get-trigger, get-triggers, batch-get-triggers;
grafana: describe-workspace, describe-workspace-authentication, list-workspace-service-account-tokens; iam: get-credential-report, get-login-profile, list-access-keys, list-service-specific-credentials, list-virtual-mfa-devices,
get-account-authorization-details; importexport: get-shipping-label, get-status; inspector: get-assessment-report; inspector2: get-code-security-integration; invoicing: get-procurement-portal-preference;
iot: get-topic-rule, get-topic-rule-destination, list-topic-rule-destinations, list-thing-registration-task-reports; iot-managed-integrations: get-account-association, get-managed-thing, list-discovered-devices;
iotdeviceadvisor: get-suite-run-report; iotsitewise: describe-portal; ivs: batch-get-channel, get-channel, get-stream-session, list-stream-keys; lakeformation: get-work-units; lex-models: get-bot-channel-association,
get-bot-channel-associations; lexv2-models: describe-bot-recommendation, describe-bot-resource-generation, describe-test-set-discrepancy-report; license-manager: list-tokens; mailmanager: list-address-list-import-jobs,
get-ingress-point; managedblockchain: get-accessor; marketplace-agreement: get-agreement-entitlements; marketplace-reporting: get-buyer-dashboard; medialive: describe-channel; odb: get-autonomous-database, get-oci-onboarding-status,
list-autonomous-database-clones, list-autonomous-databases; partnercentral-account: get-verification; pinpoint-sms-voice-v2: describe-registration-attachments; qconnect: get-import-job, get-message-template, render-message-template;
quicksight: describe-asset-bundle-import-job; rolesanywhere: get-subject; route53globalresolver: list-access-tokens; securityhub: get-connector-v2, list-connectors-v2; serverlessrepo: get-cloud-formation-template,
list-application-versions; servicecatalog: describe-provisioning-artifact; sesv2: get-import-job; snowball: describe-job, describe-return-shipping-label; socialmessaging: get-whatsapp-flow, get-whatsapp-flow-preview,
list-whatsapp-flow-assets; sts: get-access-key-info; taxsettings: get-tax-registration, get-tax-registration-document, list-tax-registrations; wickr: get-opentdf-config; wisdom: get-import-job; workdocs: describe-document-versions,
describe-folder-contents; workmail: get-personal-access-token-metadata, list-personal-access-tokens; workspaces-thin-client: list-environments; workspaces-web: get-identity-provider; kms: get-parameters-for-import;
appsync: get-graphql-api-environment-variables; apprunner: describe-service; batch: describe-job-definitions, describe-jobs; bedrock-agent-runtime: get-agent-memory, get-invocation-step, retrieve; cloudformation: get-template,
get-generated-template, batch-describe-type-configurations; ecs: describe-task-definition, describe-tasks, describe-daemon-task-definition, describe-express-gateway-service; elasticbeanstalk: describe-configuration-settings;
emr: describe-notebook-execution, describe-cluster, describe-step, list-steps; greengrass: get-connector-definition-version, get-function-definition-version; kafkaconnect: describe-worker-configuration;
lambda: get-function-configuration, list-functions, list-versions-by-function, get-durable-execution, get-durable-execution-history, get-durable-execution-state; lightsail: get-container-log, get-relational-database-log-events;
macie2: get-sensitive-data-occurrences; mq: describe-user, describe-configuration-revision; organizations: describe-handshake, list-handshakes-for-account, list-handshakes-for-organization; route53domains: get-domain-detail;
sagemaker: describe-notebook-instance-lifecycle-config, describe-pipeline, describe-pipeline-definition-for-execution, describe-studio-lifecycle-config, search, describe-training-job, describe-processing-job;
ssm: describe-association, describe-automation-executions, describe-automation-step-executions, describe-effective-instance-associations, describe-maintenance-window-execution-task-invocations, describe-maintenance-window-tasks,
describe-sessions, get-automation-execution, get-command-invocation, get-document, get-inventory, get-maintenance-window-execution-task, get-maintenance-window-execution-task-invocation, get-maintenance-window-task,
list-association-versions, list-command-invocations, list-commands, list-inventory-entries; stepfunctions: get-execution-history; swf: get-workflow-execution-history; textract: get-document-analysis,
get-document-text-detection, get-expense-analysis, get-lending-analysis; amp: describe-alert-manager-definition; datapipeline: describe-objects, get-pipeline-definition; codecommit: get-blob, get-file;
dynamodb: batch-get-item, get-item, query, scan, transact-get-items, execute-statement, batch-execute-statement; dynamodbstreams: get-records; kinesis: get-records; redshift-data: get-statement-result, get-statement-result-v2;
s3vectors: get-vectors, list-vectors, query-vectors; sdb: get-attributes, select; sqs: receive-message; cloudcontrol: get-resource, get-resource-request-status, list-resource-requests, list-resources;
mailmanager: get-archive-message-content, get-archive-search-results; deadline: batch-get-job-entity; iot: get-command, get-command-execution, get-job-document; imagebuilder: get-component, get-workflow, get-marketplace-resource;
cognito-idp: get-user-attribute-verification-code, get-device, list-devices; cognito-identity: get-id; xray: get-sampling-targets, get-trace-summaries, get-trace-graph, batch-get-traces, list-retrieved-traces;
cloudsearchdomain: search, suggest; cognito-sync: list-records; sagemaker-featurestore-runtime: get-record, batch-get-record; securityagent: get-artifact; lex-runtime: get-session; lexv2-runtime: get-session;
qbusiness: list-messages, search-relevant-content; stepfunctions: get-activity-task; socialmessaging: get-whatsapp-message-media; ec2: get-ipam-address-history, get-reserved-instances-exchange-quote; codecatalyst: list-access-tokens;
cloudhsm: get-config; cognito-idp: list-web-authn-credentials; deploy: list-git-hub-account-token-names; frauddetector: get-event-prediction; sso: list-accounts, list-account-roles; geo-places: get-place, search-nearby, search-text;
location: get-device-position, get-device-position-history, list-device-positions; personalize-runtime: get-recommendations, get-personalized-ranking, get-action-recommendations
''')

# Reads whose name or IAM level says something else.
AWS_READ = spread('''
accessanalyzer: validate-policy, check-access-not-granted, check-no-new-access, check-no-public-access; amplifyuibuilder: export-components, export-forms, export-themes; auditmanager: validate-assessment-report-integrity;
backup: export-backup-plan-template; bcm-pricing-calculator: list-tags-for-resource; bedrock: export-automated-reasoning-policy-version; bedrock-agent: validate-flow-definition; bedrock-runtime: count-tokens; billing: get-resource-policy;
cleanrooms: preview-privacy-impact; clouddirectory: batch-read; cloudformation: estimate-template-cost, validate-template; cloudfront: verify-dns-configuration; codecatalyst: verify-session; codecommit: evaluate-pull-request-approval-rules;
cognito-idp: admin-list-groups-for-user; connect: evaluate-data-table-values; datapipeline: validate-pipeline-definition, query-objects; datazone: query-graph; ec2: export-client-vpn-client-certificate-revocation-list;
ecr: batch-check-layer-availability, validate-pull-through-cache-rule; ecr-public: batch-check-layer-availability; elasticbeanstalk: check-dns-availability, validate-configuration-settings; events: test-event-pattern;
gamelift: resolve-alias, validate-matchmaking-rule-set; glue: describe-connection-type, describe-entity, list-connection-types, list-entities, query-schema-version-metadata, check-schema-version-validity; iam: simulate-principal-policy,
simulate-custom-policy; identitystore: is-member-in-groups; inspector: preview-agents; iot: test-authorization, validate-security-profile-behaviors; iot-data: get-connection, list-subscriptions; lightsail: is-vpc-peered;
logs: filter-log-events, test-metric-filter, test-transformer, tail; osis: validate-pipeline; quicksight: describe-knowledge-base-permissions, describe-space-permissions, describe-topic-permissions, describe-topic-permissions-v2;
qbusiness: check-document-access; route53: test-dns-answer; route53domains: check-domain-availability, check-domain-transferability, view-billing; route53globalresolver: list-tags-for-resource; sagemaker: query-lineage;
schemas: export-schema; sdb: domain-metadata; servicecatalog: scan-provisioned-products; servicediscovery: discover-instances, discover-instances-revision; sns: check-if-phone-number-is-opted-out; ssm-sap: get-resource-permission;
stepfunctions: validate-state-machine-definition; swf: count-closed-workflow-executions, count-open-workflow-executions, count-pending-activity-tasks, count-pending-decision-tasks; wafv2: check-capacity; wellarchitected: export-lens;
s3: ls; configservice: get-status; datapipeline: list-runs; detective: batch-get-membership-datasources; observabilityadmin: test-telemetry-pipeline, validate-telemetry-pipeline-configuration;
ds: verify-trust; rds: download-db-log-file-portion
''')

# What only version 2 of the CLI has.
AWS_V2 = {
    'logs tail': 'read', 'ddb select': 'ambiguous', 'ddb put': 'mutate', 'configure sso': 'local-io', 'configure sso-session': 'local-io', 'configure list-profiles': 'local-io', 'configure import': 'local-io',
    'configure export-credentials': 'credential', 'sso login': 'local-io', 'sso logout': 'local-io', 'login': 'local-io', 'logout': 'local-io', 'cli-dev wizard-dev': 'local-io', 'dynamodb wizard new-table': 'mutate',
    'iam wizard new-role': 'mutate', 'lambda wizard new-function': 'mutate', 'events wizard new-rule': 'mutate', 'configure wizard': 'local-io', 'ec2-instance-connect ssh': 'local-io',
    'ec2-instance-connect open-tunnel': 'local-io', 'ecr-public get-login-password': 'credential', 'eks update-kubeconfig': 'local-io', 'ssm start-session': 'credential', 'ecs execute-command': 'mutate',
    'kinesis subscribe-to-shard': 'local-io', 'configure': 'local-io', 'configure add-model': 'local-io', 'cloudformation package': 'local-io', 's3api select-object-content': 'local-io',
}


def aws_class(path, row):
    if path in AWS_READ:
        return 'read'
    if path in AWS_CREDENTIAL:
        return 'credential'
    if row.get('waiter') or path in AWS_AMBIGUOUS:
        return 'ambiguous'
    if row.get('custom'):
        service, word = path.split()[0], path.split()[1]
        if (service, word) in (('s3', 'mb'), ('s3', 'rb'), ('s3', 'rm'), ('s3', 'website')) or re.match(r'add|create|delete|disable|deregister|install|modify|restore|schedule|subscribe|terminate|update|upload', word):
            return 'mutate'
        return 'ambiguous' if path == 'logs start-live-tail' else 'local-io'
    streams = any(row.get(name) for name in ('streaming-output', 'event-stream-output', 'event-stream-input'))
    if streams or any(flag.get('positional') or 'OutFile' in flag.get('custom', '') for flag in row['flags'].values()):
        return 'local-io'
    level = row.get('iam', ['', None])[1]
    verb = bool(AWS_VERB.match(path.split()[1]))
    if verb:
        return 'read' if level in ('Read', 'List', None) else 'ambiguous'
    if level in ('Read', 'List'):
        return 'ambiguous'
    return 'mutate'


# ---- gcloud --------------------------------------------------------------------------------------------------------------------------------

GCLOUD_VERB = re.compile(r'^(?:describe|list|get|show|read|search|lookup|ls|du|find|analyze|check|query|fetch|test|metrics|status|explain|compute|resolve|is|export-none)(?:-|$)')
GCLOUD_CREDENTIAL = re.compile(
    r'^auth (?:application-default )?print-|^auth (?:docker-helper|git-helper)|^config config-helper|^secrets versions access|^kms (?:(?:asymmetric-|raw-)?decrypt|asymmetric-sign|mac-sign|decapsulate)'
    r'|generate-login-token|iam service-accounts (?:sign-|keys create)|sign-url$|get-auth-string|get-key-string|print-access-token|iap oauth-clients|^apigee applications (?:list|describe)|credentials describe$'
    r'|activationkeys (?:describe|list)|export-statefile|parametermanager .*render|generate-wallet|fetch-read-(?:write-)?token|authorization-code get|reset-windows-password|macsec get-config|storage hmac create'
    r'|api-keys create|workspace-add-ons get-authorization|iam oauth-clients credentials|user-workloads-secrets (?:describe|list)|iam workforce-pools create-cred-config|config get(?:-value)?$|config configurations describe'
    r'|artifacts print-settings|service-extensions none'
)
GCLOUD_LOCAL = re.compile(
    r'get-credentials$|^config (?!list$|get)|(?:^| )export(?:-[a-z-]+)?$|(?:^| )download(?:-|$)|get-public-key$|get-certificate-chain$|get-screenshot$|record-sets transaction|^storage (?:hash|cp|mv|rsync|cat)$|^meta |^components |^feedback|^survey'
    r'|^init$|^interactive$|^cheat-sheet|^help$|^topic |^docker$|^emulators |^cloud-shell |(?:^| )(?:ssh|scp|tail|browse|connect|start-iap-tunnel|copy-files|local-run|clone|configure-docker|diagnose|import)$|^auth (?:login|revoke|activate|configure|enterprise)'
    r'|get-mount-command|upload(?:-|$)|stream-logs|tail-serial|list-from|get-ca-certs|^version$|describe-last|get-config-connector-identity|^info$|^source repos clone|credential-helper|^code |cli$|^app instances (?:ssh|scp)|^ssh-diagnose|linux-vm|^auth '
)
GCLOUD_AMBIGUOUS = re.compile(
    r'^(?:compute instances (?:list|describe)|compute project-info describe|compute (?:instance-templates|machine-images|tpus) |compute vpn-tunnels |container (?:clusters|node-pools) (?:list|describe)|run (?:services|jobs|revisions|configurations|worker-pools) '
    r'|functions (?:describe|list)|app versions |builds (?:describe|list)|builds triggers|.*get-serial-port-output|.*get-guest-attributes|config list|config get|.* wait(?:-until)?(?:-stable)?$|os-login|workbench instances|notebooks (?:instances|runtimes) (?:list|describe)'
    r'|.* ssl(?:-certs)? |sql ssl|.*hmac|sql users|secrets versions|services api-keys|iam service-accounts keys|alloydb users|bms ssh-keys|compute os-login|deployment-manager manifests|dataplex content|.*user-workloads-config|scc (?:assets|findings)'
    r'|app logs|parametermanager parameters versions describe|redis clusters get-cluster-certificate|memorystore instances get-certificate|auth (?:list|describe)|pubsub subscriptions pull|asset (?:query|analyze-iam-policy)|ml |.*validate|.*analyze|dataflow sql'
    r'|batch jobs|dataproc (?:jobs|batches|clusters|workflow-templates) (?:list|describe)|composer environments (?:list|describe)|compute instance-groups managed (?:describe-instance|list-instances)|scheduler jobs|tasks (?:list|describe)|workflows |dataflow jobs'
    r'|ai (?:custom-jobs|hp-tuning-jobs|models)|ai-platform (?:jobs|versions)|ml-engine |transfer jobs|policy-(?:troubleshoot|intelligence troubleshoot)|.*predict|.*query-accessible-data|looker instances|workstations )'
)
GCLOUD_SAFE = re.compile(r'^(?:essential-contacts compute|compute os-config troubleshoot|app firewall-rules test-ip|healthcare consent-stores evaluate-user-consents)$')


def gcloud_class(path, row):
    leaf = path.split()[-1]
    if GCLOUD_CREDENTIAL.search(path):
        return 'credential'
    if GCLOUD_SAFE.search(path):
        return 'read'
    if GCLOUD_LOCAL.search(path) and not re.search(r'^(?:compute diagnose|transfer|healthcare .* import$|sql import|dataproc .*-import)', path):
        mutates = re.search(r'(?:^| )(?:import|upload|export)(?:-|$)', path) is not None
        return 'mutate' if mutates and re.search(r'sql|firestore|datastore|healthcare|redis|looker|lustre|parallelstore|memorystore|alloydb|spanner|bigtable|images', path) else 'local-io'
    if re.search(r'(?:^| )wait', leaf) or GCLOUD_AMBIGUOUS.search(path) and (GCLOUD_VERB.match(leaf) or re.match(r'wait|validate|analyze|diagnose|troubleshoot|pull', leaf)):
        return 'ambiguous'
    return 'read' if GCLOUD_VERB.match(leaf) else 'mutate'


# ---- the four small ones -------------------------------------------------------------------------------------------------------------------

BQ = {
    'read': 'ls show get-iam-policy version head query', 'ambiguous': 'wait help', 'local-io': 'info init mkdef shell extract load',
}
GSUTIL_READ = re.compile(
    r'^(?:ls|du|stat|version|versioning get|logging get|lifecycle get|label get|cors get|web get|iam get|defstorageclass get|notification list|pap get|ubla get|rpo get|retention get|requesterpays get|autoclass get|acl get|defacl get'
    r'|bucketpolicyonly get|publicaccessprevention get|kms encryption)$'
)
KUBECTL = {
    'read': 'get describe logs explain api-resources api-versions version top top_node top_nodes top_no top_pod top_pods top_po cluster-info',
    'credential': 'config_view create_token config_get-users', 'ambiguous': 'auth_can-i auth_whoami events rollout_status rollout_history wait set_env apply_view-last-applied cluster-info_dump',
    'local-io': 'completion cp diff kustomize plugin plugin_list port-forward proxy config_current-context config_get-clusters config_get-contexts attach exec edit debug',
}
AZ_READ = re.compile(r'^(?:list|show|get|check|query|exists|search|count|lookup)(?:-|$)')
AZ_CREDENTIAL = re.compile(
    r'account get-access-token|^rest$|keys? list|list-keys|list-.*key|connection-?string|generate-sas|list-publishing|secret show|secret list-versions|secret download|credential|admin-key|query-key|password|token|kubeconfig|get-upload-url|sas-?url|list-secrets|secret list'
    r'|get-instance-view-none|key-values|show-keys|list-defaultkeys|auth-?keys|function(?:app)? keys|master-key|callback|access-key|user-?key'
)
AZ_LOCAL = re.compile(r'download|upload(?!s)|^(?:.* )?(?:export|import)$|export-|import-|login|logout|configure|interactive|feedback|^upgrade$|get-credentials|install|browse|ssh|self-test|find$|cloud |^config |extension |local-context|cache |devops login|up$|deploy.*browse|log tail|log tail|log-stream|console|tunnel|^(?:.* )?cp$')
AZ_AMBIGUOUS = re.compile(r'appsettings|env|settings|wait$|logs?$|log |deployment .*|template|what-if|export|webapp config|container(?:app)? |vm run-command|automation|script|variable|users?$| user |policy|certificate|secret|storage (?:blob|file|entity|message|queue|fs|cors)')


def small_classes():
    found = {}
    names = {name: kind for kind, text in BQ.items() for name in text.split()}
    found['bq'] = {path: names.get(path, 'mutate') for path in snapshot('bq')['commands']}
    found['gsutil'] = {
        path: 'read' if GSUTIL_READ.match(path) else 'credential' if re.search(r'sign|hmac|queryauth', path)
        else 'local-io' if re.match(r'cat|hash|config|help|test|update|\?|cfg|conf|man|refresh', path) else 'ambiguous' if re.search(r'^(?:ver|list|dir|get|notif|lifecycleconfig|bucketpolicy|publicaccess|uniform|acl get|defacl get|kms)', path) else 'mutate'
        for path in snapshot('gsutil')['commands']
    }
    names = {name.replace('_', ' '): kind for kind, text in KUBECTL.items() for name in text.split()}
    found['kubectl'] = {path: names.get(path, 'mutate') for path in snapshot('kubectl')['commands']}
    # Other names of the same, which its help tells in prose.
    found['kubectl'].update({f'top {word}': 'read' for word in ('no', 'nodes', 'po', 'pods')})
    found['az'] = {}
    for path in snapshot('az')['commands']:
        reads = AZ_READ.match(path.split()[-1]) is not None
        if AZ_CREDENTIAL.search(path):
            kind = 'credential' if reads or re.search(r'renew|create|regenerate|reset|generate|download|^rest$', path) is not None else 'mutate'
        elif AZ_LOCAL.search(path):
            kind = 'local-io'
        elif reads:
            kind = 'ambiguous' if AZ_AMBIGUOUS.search(path) else 'read'
        else:
            kind = 'ambiguous' if re.search(r'wait$|logs?$', path) else 'mutate'
        found['az'][path] = kind
    return found


def main():
    found = {'aws': {path: aws_class(path, row) for path, row in snapshot('aws')['commands'].items()}}
    unknown = [path for path in sorted(AWS_CREDENTIAL | AWS_AMBIGUOUS | AWS_READ) if path not in found['aws'] and path not in AWS_V2 and not path.endswith('-none')]
    found['aws'].update({path: kind for path, kind in AWS_V2.items() if path not in found['aws']})
    gcloud = collections.defaultdict(dict)
    for row in snapshot('gcloud')['commands']:
        track = '' if row['track'] == 'ga' else f'{row["track"]} '
        gcloud[f'{track}{row["path"]}'] = gcloud_class(row['path'], row)
    found['gcloud'] = gcloud
    found.update(small_classes())
    packed = {}
    for binary, table in sorted(found.items()):
        by = collections.defaultdict(list)
        for path in sorted(table):
            by[table[path]].append(path)
        packed[binary] = {kind: by[kind] for kind in ('ambiguous', 'credential', 'local-io', 'mutate', 'read')}
        print(binary, len(table), {kind: len(paths) for kind, paths in packed[binary].items()})
    print('gcloud ga', collections.Counter(kind for path, kind in gcloud.items() if path.split()[0] not in ('alpha', 'beta', 'preview')))
    print('named but not there:', unknown)
    data = io.BytesIO()
    with gzip.GzipFile(filename='', mode='wb', fileobj=data, mtime=0, compresslevel=9) as file:
        file.write(json.dumps(packed, separators=(',', ':')).encode())
    with open(os.path.join(HERE, 'labels.json.gz'), 'wb') as file:
        file.write(data.getvalue())
    print(len(data.getvalue()), 'bytes')


main()
