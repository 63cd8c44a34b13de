// Examples for the tables of the cost specification: by bound, and for SQL.

export const BOUND_LINES = {
  'log-read': [
    "gcloud logging read 'severity>=ERROR' --limit=50 --freshness=1d",
    'gcloud logging read \'timestamp>="2026-10-01T00:00:00Z" AND timestamp<"2026-10-02T00:00:00Z"\' --limit=50',
    "gcloud logging read 'severity>=ERROR' --freshness=1d",
    "gcloud logging read 'severity>=ERROR' --limit=1001 --freshness=1d",
    "gcloud logging read 'severity>=ERROR' --limit=50",
    "gcloud logging read 'severity>=ERROR' --limit=50 --freshness=32d",
    'gcloud logging read \'timestamp>="2026-10-01T00:00:00Z" OR severity>=ERROR\' --limit=50 --freshness=1d',
    "gcloud logging read 'severity>=ERROR' --limit=50 --freshness=1d --order=asc",
  ],
  'log-events': [
    'aws logs filter-log-events --log-group-name=/aws/lambda/checkout --start-time=1790812800000 --end-time=1790899200000 --max-items=100',
    'aws logs filter-log-events --log-group-name=/aws/lambda/checkout',
    'aws logs filter-log-events --log-group-name=/aws/lambda/checkout --start-time=1790812800000 --end-time=1790899200000',
    'aws logs filter-log-events --log-group-name=/aws/lambda/checkout --start-time=1790899200000 --end-time=1790812800000 --max-items=100',
    'aws logs filter-log-events --log-group-name=/aws/lambda/checkout --start-time=1780812800000 --end-time=1790812800000 --max-items=100',
  ],
  'log-tail': [
    'aws logs tail /aws/lambda/checkout --since=1h',
    'aws logs tail /aws/lambda/checkout',
    'aws logs tail /aws/lambda/checkout --since=2d',
  ],
  'pod-logs': [
    'kubectl logs checkout-1 --tail=200',
    'kubectl logs checkout-1 --since=1h',
    'kubectl logs checkout-1',
    'kubectl logs checkout-1 --tail=5001',
    'kubectl logs checkout-1 --since=48h',
  ],
  'event-lookup': [
    'aws cloudtrail lookup-events --start-time=2026-10-01T00:00:00Z --end-time=2026-10-02T00:00:00Z --max-items=50',
    'aws cloudtrail lookup-events --max-items=50',
    'aws cloudtrail lookup-events --start-time=2026-10-01T00:00:00Z --end-time=2026-10-02T00:00:00Z',
  ],
  'metric-points': [
    'aws cloudwatch get-metric-statistics --namespace=AWS/EC2 --metric-name=CPUUtilization --start-time=2026-10-01T00:00:00Z --end-time=2026-10-02T00:00:00Z --period=3600 --statistics=Average',
    'aws cloudwatch get-metric-statistics --namespace=AWS/EC2 --metric-name=CPUUtilization --start-time=2026-10-01T00:00:00Z --end-time=2026-10-31T00:00:00Z --period=60 --statistics=Average',
  ],
  'cost-period': [
    'aws ce get-cost-and-usage --time-period Start=2026-09-01,End=2026-10-01 --granularity=DAILY --metrics=UnblendedCost',
    'aws ce get-cost-and-usage --time-period Start=2026-10-01,End=2026-09-01 --granularity=DAILY --metrics=UnblendedCost',
    'aws ce get-cost-and-usage --time-period Start=2024-10-01,End=2026-10-01 --granularity=DAILY --metrics=UnblendedCost',
  ],
  'object-list': [
    'gsutil ls gs://acme-exports/',
    'gsutil ls -r gs://acme-exports/2026/10/',
    'gsutil ls -r gs://acme-exports',
    'gsutil du gs://acme-exports',
    'aws s3 ls s3://acme-exports/2026/ --recursive',
    'aws s3 ls s3://acme-exports --recursive',
    'aws s3api list-objects-v2 --bucket=acme-exports --max-items=100',
    'aws s3api list-objects-v2 --bucket=acme-exports',
  ],
  'image-list': ['aws ec2 describe-images --owners=self', 'aws ec2 describe-images'],
  'head-rows': [
    'bq head --max_rows=10 acme-billing:summaries.daily_cost',
    'bq head acme:billing.export',
    'bq head --max_rows=5000 acme:billing.export',
  ],
  'count-list': [],
};

export const QUERIES = [
  "SELECT service.description, SUM(cost) FROM `acme-billing.export.gcp_billing_export_v1_0A1B2C` WHERE usage_start_time >= TIMESTAMP('2026-10-01') AND usage_start_time < TIMESTAMP('2026-10-08') GROUP BY 1",
  "WITH d AS (SELECT DATE(usage_start_time) day, cost FROM `acme-billing.export.gcp_billing_export_v1_0A1B2C` WHERE DATE(usage_start_time) BETWEEN '2026-10-01' AND '2026-10-08') SELECT day, SUM(cost) FROM d GROUP BY day ORDER BY day",
  "SELECT name FROM `acme-billing.export.events_*` WHERE _TABLE_SUFFIX BETWEEN '20261001' AND '20261003'",
  'SELECT 1',
  'SELECT * FROM `acme-billing.export.gcp_billing_export_v1_0A1B2C`',
  "SELECT * FROM `acme-billing.export.gcp_billing_export_v1_0A1B2C` WHERE usage_start_time >= TIMESTAMP('2026-10-01') OR TRUE",
  "SELECT * FROM `acme-billing.export.gcp_billing_export_v1_0A1B2C` WHERE TRUE -- usage_start_time >= TIMESTAMP('2026-10-01')",
  "SELECT * FROM `acme-billing.export.gcp_billing_export_v1_0A1B2C` WHERE 'usage_start_time >= 2026' = 'x'",
  "SELECT * FROM `acme-billing.export.gcp_billing_export_v1_0A1B2C` WHERE usage_start_time >= TIMESTAMP('2000-01-01')",
  "SELECT * FROM `acme-billing.export.gcp_billing_export_v1_0A1B2C` a JOIN `acme-billing.export.other` b USING (id) WHERE a.usage_start_time >= TIMESTAMP('2026-10-01')",
  'DELETE FROM `acme-billing.export.gcp_billing_export_v1_0A1B2C` WHERE TRUE',
  'SELECT 1; DROP TABLE t',
  "EXPORT DATA OPTIONS(uri='gs://x/*') AS SELECT 1",
  'CREATE TEMP FUNCTION f() AS (1); SELECT f()',
  "SELECT * FROM EXTERNAL_QUERY('c', 'SELECT 1')",
  'SELECT acme.remote(1)',
  'SELECT SESSION_USER()',
];

export const SAFETY_LINES = [
  'aws ec2 describe-regions',
  'aws ec2 describe-regions --output=table',
  'aws ce get-dimension-values --time-period Start=2026-09-01,End=2026-10-01 --dimension=SERVICE',
  'gcloud projects list',
  "gcloud projects list --format='value(name)'",
  'bq ls --format=json',
  "bq query --use_legacy_sql=false 'SELECT 1'",
  'gsutil ls gs://acme-exports/',
  'kubectl get pods',
  'az vm list',
];
