// Lines made to be slow: 64 KB of whatever a reader could read twice, for every layer and every language that values are written in.

const SIZES = [32_000, 65_536];

const filled = (size, before, piece, after = '') => {
  const room = size - before.length - after.length;
  return before + piece.repeat(Math.max(0, Math.floor(room / piece.length))) + after;
};

/** Opened so often, and closed as often or never. */
const nested = (size, before, open, close, after) => {
  const times = Math.floor((size - before.length - after.length) / (open.length + close.length));
  return before + open.repeat(times) + close.repeat(times) + after;
};

const SQL = "bq query --use_legacy_sql=false '";
const ALL = (size) => ({
  // 1: words and quotes
  'one long word': filled(size, 'gcloud ', 'x'),
  'many words': filled(size, 'gcloud ', 'x '),
  'many blanks': filled(size, 'gcloud', ' '),
  'empty quotes': filled(size, 'gcloud ', "''"),
  'escaped quotes': filled(size, 'gcloud ', String.raw`\'`),
  'escapes in quotes': filled(size, 'gcloud "', String.raw`\\`, '"'),
  'an open quote': filled(size, 'gcloud "', "'"),
  // 3 and 4: paths and flags
  'a path that goes on': filled(size, 'gcloud compute ', 'instances '),
  'flags before the path': filled(size, 'aws ', '--region us-east-1 ', 'ec2 describe-instances'),
  'unknown flags': filled(size, 'aws ec2 describe-instances ', '--x=1 '),
  'repeated flags': filled(size, 'aws ec2 describe-instances ', '--region=us-east-1 '),
  'a long flag': filled(size, 'aws ec2 describe-instances --', 'a-'),
  'many values': filled(size, 'aws ec2 describe-instances --instance-ids ', 'i-0a1b2c3d '),
  'many commas': filled(size, 'gcloud compute instances list --zones=', 'a,'),
  // 5: the languages of values
  'JSON, deep lists': nested(size, "aws ec2 describe-instances --filters '", '[', ']', "'"),
  'JSON, deep maps': nested(size, "aws ec2 describe-instances --filters '", '{"a":', '}', "'"),
  'JSON, a long list': filled(size, "aws ec2 describe-instances --filters '[", '{"Name":"a","Values":["b"]},', "{}]'"),
  'JSON, many keys': filled(size, "aws ec2 describe-instances --filters '{", '"Name":"a",', "}'"),
  'shorthand, deep': nested(size, "aws ec2 describe-instances --filters '", 'a={', '}', "'"),
  'shorthand, many pairs': filled(size, 'aws ec2 describe-instances --filters Name=a,Values=', 'b,'),
  'shorthand, open': filled(size, "aws ec2 describe-instances --filters '", 'Name=[', "'"),
  'JMESPath, deep lists': nested(size, "aws ec2 describe-instances --query '", '[', ']', "'"),
  'JMESPath, deep groups': nested(size, "aws ec2 describe-instances --query '", '(', ')', "'"),
  'JMESPath, a long path': filled(size, "aws ec2 describe-instances --query '", 'a.', "a'"),
  'JMESPath, many ors': filled(size, "aws ec2 describe-instances --query '", 'a||', "a'"),
  'JMESPath, nots': filled(size, "aws ec2 describe-instances --query '", '!', "a'"),
  'JMESPath, functions': nested(size, "aws ec2 describe-instances --query '", 'length(', ')', "'"),
  'filter, deep': nested(size, "gcloud compute instances list --filter='", '(', ')', "'"),
  'filter, nots': filled(size, "gcloud compute instances list --filter='", 'NOT ', "a=1'"),
  'filter, many ands': filled(size, "gcloud compute instances list --filter='", 'a=1 AND ', "a=1'"),
  'filter, one long word': filled(size, "gcloud compute instances list --filter='name:", 'x', "'"),
  'filter, a pattern': filled(size, "gcloud compute instances list --filter='name~", '(a*)*', "'"),
  'format, deep': nested(size, "gcloud compute instances list --format='", 'table(', ')', "'"),
  'format, many columns': filled(size, "gcloud compute instances list --format='table(", 'a.b:label=C,', "a)'"),
  'log filter, deep': nested(size, "gcloud logging read --limit=5 --freshness=1d '", '(', ')', "'"),
  'log filter, many ors': filled(size, "gcloud logging read --limit=5 --freshness=1d '", 'a="b" OR ', `a="b"'`),
  'log filter, many times': filled(size, "gcloud logging read --limit=5 '", 'timestamp>="2026-10-01T00:00:00Z" ', "'"),
  // 7: SQL
  'SQL, many columns': filled(size, `${SQL}SELECT `, 'a,', "a FROM t'"),
  'SQL, deep groups': nested(size, `${SQL}SELECT `, '(', ')', "'"),
  'SQL, deep queries': nested(size, `${SQL}SELECT * FROM `, '(SELECT * FROM ', ')', "'"),
  'SQL, unions': filled(size, SQL, 'SELECT 1 UNION ALL ', "SELECT 1'"),
  'SQL, many ands': filled(size, `${SQL}SELECT a FROM d.t WHERE `, 'a=1 AND ', "a=1'"),
  'SQL, ors and ands': filled(size, `${SQL}SELECT a FROM d.t WHERE `, '(a=1 OR b=2) AND ', "a=1'"),
  'SQL, a list': filled(size, `${SQL}SELECT a FROM d.t WHERE a IN (`, '1,', "1)'"),
  'SQL, cases': filled(size, `${SQL}SELECT CASE `, 'WHEN 1=1 THEN 1 ', "END'"),
  'SQL, with': filled(size, `${SQL}WITH `, 'a AS (SELECT 1), ', "b AS (SELECT 1) SELECT 1'"),
  'SQL, joins': filled(size, `${SQL}SELECT 1 FROM d.t `, 'JOIN d.t USING (a) ', "'"),
  'SQL, comments': filled(size, `${SQL}SELECT 1 `, '/**/', "'"),
  'SQL, a long text': filled(size, `${SQL}SELECT "`, 'x', `"'`),
  'SQL, nots': filled(size, `${SQL}SELECT `, 'NOT ', "TRUE'"),
  'SQL, minus': filled(size, `${SQL}SELECT `, '- ', "1'"),
  'SQL, arrays': nested(size, `${SQL}SELECT `, '[', ']', "'"),
});

export function worstLines() {
  return SIZES.flatMap((size) =>
    Object.entries(ALL(size)).map(([name, line]) => ({ name: `${name} (${Math.round(size / 1024)} KB)`, line })),
  );
}
