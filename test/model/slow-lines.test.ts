// What is long and regular is where a reader of a language gets slow: every language of values, filled with one piece over and over.

import t from 'tap';
import { seeded, shuffled } from '../differential/source.js';
import { check, type Finding } from './fuzz-engine.js';

const IS_LONG = process.env['GHOSTHUNTER_LONG'] === '1';
const SAMPLE = 1_500;
const MOST = 32_768;
const SIZES = [4_000, 32_000];

const CARRIERS: readonly ((filling: string) => string)[] = [
  (x) => `aws ec2 describe-instances --query '${x}'`,
  (x) => `aws ec2 describe-instances --filters '${x}'`,
  (x) => `aws ec2 describe-instances --filters Name=tag:a,Values='${x}'`,
  (x) =>
    `aws ce get-cost-and-usage --time-period Start=2026-03-01,End=2026-04-01 --granularity DAILY --metrics UnblendedCost --filter '${x}'`,
  (x) => `aws logs filter-log-events --log-group-name a --start-time 1774483200000 --end-time 1774486800000 --filter-pattern '${x}'`,
  (x) => `gcloud compute instances list --filter='${x}'`,
  (x) => `gcloud compute instances list --format='${x}'`,
  (x) => `gcloud compute instances list --format='table(${x})'`,
  (x) => `gcloud compute instances list --sort-by='${x}'`,
  (x) => `gcloud logging read '${x}' --limit=5`,
  (x) => `bq query --use_legacy_sql=false '${x}'`,
  (x) => `bq query --use_legacy_sql=false 'SELECT ${x}'`,
  (x) => `bq query --use_legacy_sql=false 'SELECT 1 FROM a.b WHERE ${x}'`,
  (x) => `bq query --use_legacy_sql=false 'WITH ${x}'`,
  (x) => `kubectl get pods -l '${x}'`,
  (x) => `kubectl get nodes -o jsonpath='${x}'`,
  (x) => `kubectl get '${x}'`,
  (x) => `gsutil ls 'gs://${x}'`,
  (x) => `aws ec2 describe-instances ${x}`,
  (x) => `gcloud ${x}`,
];
const PIECES =
  '( [ { ((a [[a a. a.b[]| a|| a&& ! {a:{ [? [?a== ` " \\" "a". &a, sort_by(a,& a= a=b, a={ a=[ [{ {"a":[ {"And":[ {"Not": NOT| - a|AND| a=b|AND| a:(b a~" a.b:c| a<b| a(b( [a, SELECT| SELECT|*|FROM|( 1+ 1, CASE|WHEN| x|AS|(SELECT|1), NOT|NOT| IF( ARRAY[ STRUCT( "x"|| /*| --x| -x| = % {. {range| a!=b, a|in|(b, ) ] }';

t.test('no long line of one piece over and over takes more than five milliseconds', (t) => {
  const pieces = PIECES.split(' ').map((piece) => piece.replaceAll('|', ' '));
  const all = CARRIERS.flatMap((carrier) =>
    pieces.flatMap((piece) => SIZES.map((size) => carrier(piece.repeat(Math.ceil(size / piece.length))).slice(0, MOST))),
  );
  const lines = IS_LONG ? all : shuffled(seeded(1), all).slice(0, SAMPLE);
  const findings: Finding[] = lines.flatMap((line) => check(line).finding ?? []);
  t.same(
    findings.map(({ broken, line }) => `${broken}: ${line.slice(0, 120)}`),
    [],
    `${String(lines.length)} of ${String(all.length)} lines`,
  );
  t.end();
});
