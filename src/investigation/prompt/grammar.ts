// How commands are written so that the gate lets them through, per provider: what its refusals teach, told beforehand.

import type { Welcome } from '../../protocol/index.js';

const AWS = `Commands of AWS
- Program "aws" (version 1 flags): aws SERVICE OPERATION --flag value …; global flags such as --region, --output json, --query may stand after.
- Say --region where the bill names one; without it the default region is asked.
- Times as 2026-11-01 or 2026-11-01T00:00:00Z.
- Metrics: cloudwatch get-metric-statistics with --namespace --metric-name --dimensions Name=…,Value=… --start-time --end-time --period 86400
  --statistics Sum; at most 1440 points.
- Who did it: cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=… --start-time … --max-items 50.
- Bounds: --max-items where a listing can be long. Contents of buckets, logs, queues, tables, secrets and user data are not read.
- Cost Explorer (ce …) costs $0.01 a request: only for what the bill at hand cannot know.`;

const GCP = `Commands of Google Cloud
- Programs "gcloud", "bq" and "gsutil". gcloud GROUP … VERB --project=ID --format=json; flags as --flag=value; bq with its global flags before the
  verb: bq --format=json ls …
- Say --project where the bill names one; --region or --zone where an operation wants it; --limit on every list that can be long.
- Logs: gcloud logging read FILTER --project=ID --freshness=7d --limit=50 --format=json; both bounds are needed; at most 1000 entries.
- Who did it: a logging read of 'protoPayload.methodName:"…"' in cloudaudit.googleapis.com/activity with a bound in time.
- bq query is refused unless its scan is bounded (a partition filter); bq show, bq ls and a dry run are free.
- Contents of buckets, tables and secrets are not read; tokens and keys are never shown.`;

export function grammar(provider: Welcome['provider']): string {
  return provider === 'aws' ? AWS : GCP;
}
