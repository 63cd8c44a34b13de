// Facts about the real parsers that the rules of the gate rest on. If one of them changes with a release, this says so before a line
// means something else. Each was seen on the program itself.

import type { Cli } from './oracle.js';

export interface Fact {
  readonly cli: Cli;
  readonly words: readonly string[];
  /** What it is read as, or `refused`. */
  readonly reads: string;
}

function fact(cli: Cli, words: string, reads: string): Fact {
  return { cli, words: [cli === 'aws-v2' ? 'aws' : cli, ...words.split(' ')], reads };
}

const INSTANCES = 'ec2:DescribeInstances';

export const FACTS: readonly Fact[] = [
  // T4: the reasons why a flag must be written in full, once, and after the path.
  ...(['aws', 'aws-v2'] as const).flatMap((cli) => [
    fact(cli, 'ec2 describe-instances --instance-ids i-1 i-2', `${INSTANCES} {"--instance-ids":["i-1","i-2"]}`),
    fact(cli, 'ec2 describe-instances --inst i-1', `${INSTANCES} {"--instance-ids":["i-1"]}`),
    fact(cli, 'ec2 describe-instances --instance-ids i-1 --instance-ids i-2', `${INSTANCES} {"--instance-ids":["i-2"]}`),
    fact(cli, 'ec2 describe-instances --instance-ids=i-1 i-2', 'refused'),
    fact(cli, 'ec2 describe-instances --dry-run=true', 'refused'),
    fact(cli, 'ec2 describe-instances --no-dry-run --dry-run', `${INSTANCES} {"--dry-run":true}`),
    fact(cli, 'ec2 describe-instances --instance-ids file:///etc/hostname', 'refused'),
    fact(cli, 'ec2 describe-instances --instance-ids ["i-1","i-2"]', `${INSTANCES} {"--instance-ids":["i-1","i-2"]}`),
    fact(cli, 'ec2 describe-instances --filters Name=a,Values=b,c', `${INSTANCES} {"--filters":[{"Name":"a","Values":["b","c"]}]}`),
    // The first structure of a list decides the language of all of them.
    fact(cli, 'ec2 describe-instances --filters Name=a,Values=b {"Name":"c","Values":["d"]}', 'refused'),
    // Pages are asked for by the CLI or by the line.
    fact(cli, 'ec2 describe-instances --no-paginate --max-items 5', 'refused'),
    fact(cli, 'ec2 describe-instances --next-token x --max-items 5', 'refused'),
    fact(cli, 'ec2 describe-regions --max-items 5', 'refused'),
    // Here `--page-size` is a member of the request, and turns the pages of the CLI off.
    fact(cli, 'elb describe-load-balancers --page-size 5 --max-items 5', 'refused'),
    // A structure of one member is the whole word: its own name before it is part of the value.
    fact(
      cli,
      'elb describe-instance-health --load-balancer-name x --instances InstanceId=i-1',
      'elb:DescribeInstanceHealth {"--instances":[{"InstanceId":"InstanceId=i-1"}],"--load-balancer-name":"x"}',
    ),
  ]),
  fact('aws', 'ec2 describe-instances --no-cli-pager', 'refused'),
  fact('aws', 'sts get-caller-identity --output yaml', 'refused'),
  fact('aws-v2', 'ec2 describe-instances --no-cli-pager', `${INSTANCES} {}`),
  fact('gcloud', 'compute instances list --lim=5', 'refused'),
  fact('gcloud', 'compute instances list --limit=5 --limit=6', 'compute instances list {"--limit":6}'),
  fact('gcloud', 'compute instances list --quiet=true', 'refused'),
  fact('gcloud', 'compute instances list --zones=a,b', 'compute instances list {"--zones":["a","b"]}'),
  fact('gcloud', 'compute instances list --zones=^:^a:b', 'compute instances list {"--zones":["a","b"]}'),
  fact('gcloud', 'logging read x --order=Desc --freshness=1h', 'logging read {"--freshness":3600,"--order":"desc","LOG_FILTER":"x"}'),
  fact('gcloud', 'compute instances list --flags-file=/etc/hostname', 'refused'),
  fact('gcloud', 'logging buckets list --folder=1 --organization=2', 'refused'),
  // Words of which there may be more are read in one place; a word for the project is kept where `--project` is.
  fact('gcloud', 'compute commitments list a --limit=5 b', 'refused'),
  fact('gcloud', 'compute commitments list a b --limit=5', 'compute commitments list {"--limit":5,"NAME:2":["a","b"]}'),
  fact('gcloud', 'compute shared-vpc get-host-project a-1 --project=b-2', 'compute shared-vpc get-host-project {"--project":"b-2"}'),
  fact('gcloud', 'asset analyze-move --destination-folder=1', 'refused'),
  fact('bq', 'query --use_legacy_sql=false SELECT 1', 'query {"--use_legacy_sql":false}'),
  fact('bq', 'query -nouse_legacy_sql -max_rows 11 SELECT', 'query {"--max_rows":11,"--use_legacy_sql":false}'),
  fact('bq', 'query --use_legacy_sql=yes SELECT', 'refused'),
  fact('bq', 'query SELECT --dry_run', 'refused'),
  fact('bq', 'query --dry_run --nodry_run SELECT', 'query {"--dry_run":false}'),
  fact('gsutil', 'ls -Lb gs://b', 'ls -L -b'),
  fact('gsutil', '--deb ls', 'ls --debug'),
  fact('gsutil', 'ls gs://b -l', 'refused'),
];
