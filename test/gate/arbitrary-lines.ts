// Random lines for the properties of the gate: proposals that a rule allows, in every spelling, and lines that are almost one.

import { fc } from '../random.js';

interface Proposal {
  readonly path: readonly string[];
  /** One of the spellings of each of these is there. */
  readonly needed?: readonly (readonly string[])[];
  /** And of some of these. */
  readonly others?: readonly (readonly string[])[];
  readonly positionals?: readonly string[];
  readonly place?: 'first' | 'last';
}

const AWS = ['--region us-east-1', '--region=eu-west-1', '--output text', "--query=Things[?a=='x y'].b", '--color off'];
const GCLOUD = ['--project acme-prod-123', '--format=table(name,zone.basename())', '--quiet', '--verbosity=error'];
const SQL = 'SELECT SUM(cost) FROM p.d.t WHERE _PARTITIONDATE >= "2026-03-01"';

/** A flag in its spellings; words of one spelling are apart by a blank, which no value here has but those behind `=`. */
function spelled(...spellings: readonly string[]): readonly string[] {
  return spellings;
}

/** Of the small packs in fixture.ts. */
const PROPOSALS: readonly Proposal[] = [
  { path: ['aws', 'ec2', 'describe-volumes'], others: [AWS.slice(0, 2), AWS.slice(2, 3), AWS.slice(3, 4)] },
  {
    path: ['aws', 'ec2', 'describe-instances'],
    others: [
      spelled('--instance-ids i-0a1b2c3d', '--instance-ids=i-0a1b2c3d', '--instance-ids i-0a1b2c3d i-0a1b2c3e'),
      spelled('--filters Name=tag:a,Values=b', '--filters=[{"Name":"a","Values":["b c"]}]', '--filters Name=a Name=b,Values=c,d'),
      spelled('--dry-run', '--no-dry-run'),
      spelled('--max-results 5', '--max-results=50'),
      spelled('--tags a=b', '--tags={"a":"b"}'),
      AWS.slice(4),
    ],
  },
  {
    path: ['aws', 'ce', 'get-cost-and-usage'],
    needed: [spelled('--time-period Start=2026-03-01,End=2026-04-01'), spelled('--granularity DAILY', '--granularity=MONTHLY')],
    others: [spelled('--filter={"Dimensions":{"Key":"SERVICE","Values":["x y"]}}'), AWS.slice(0, 2)],
  },
  {
    path: ['gcloud', 'compute', 'instances', 'list'],
    others: [
      spelled("--filter=name='a b' AND (labels.x=y OR zone:us-central1-a)", '--filter=status=RUNNING', "--filter=t='Bob\\'s'"),
      spelled('--limit 5', '--limit=50'),
      spelled('--zones a,b', '--zones=a'),
      spelled('--labels a=b', '--labels=a=b,c=d'),
      GCLOUD.slice(0, 1),
      GCLOUD.slice(1, 2),
    ],
  },
  { path: ['gcloud', 'projects', 'describe'], others: [GCLOUD.slice(2, 3), GCLOUD.slice(3)], positionals: ['acme-prod-123'] },
  { path: ['gcloud', 'beta', 'projects', 'list'], others: [spelled('--limit=7', '--limit 7')] },
  { path: ['gcloud', 'things', 'show'], positionals: ['a', 'b', 'c.d'] },
  {
    path: ['bq', 'query'],
    needed: [spelled('--use_legacy_sql=false')],
    others: [
      spelled('--use_cache', '--use_cache=false'),
      spelled('--maximum_bytes_billed 5000', '--maximum_bytes_billed=7'),
      spelled('--format=csv'),
    ],
    positionals: [SQL],
    place: 'last',
  },
  { path: ['gsutil', 'ls'], others: [spelled('-l'), spelled('-h'), spelled('-p acme')], positionals: ['gs://b/p/'], place: 'last' },
  {
    path: ['kubectl', 'get'],
    others: [spelled('--show-labels', '--show-labels=true'), spelled('-n checkout', '--namespace=checkout')],
    positionals: ['pods'],
  },
  { path: ['kubectl', 'logs'], needed: [spelled('--tail 50', '--tail=5')], positionals: ['checkout-0'] },
  { path: ['az', 'vm', 'list'], others: [spelled('-g rg', '--resource-group=rg'), spelled('--names a b'), spelled('-o table')] },
];

export interface Written {
  readonly path: readonly string[];
  /** In the order in which they stand in the line. */
  readonly flags: readonly (readonly string[])[];
  readonly positionals: readonly string[];
  readonly place: 'first' | 'last';
}

export function wordsOf({ path, flags, positionals, place }: Written): readonly string[] {
  return place === 'first' ? [...path, ...positionals, ...flags.flat()] : [...path, ...flags.flat(), ...positionals];
}

/** The blank in front of a value, and those between values that follow; behind `=` everything is one word. */
function words(spelling: string): readonly string[] {
  const equals = spelling.indexOf('=');
  const blank = spelling.indexOf(' ');
  return equals !== -1 && (blank === -1 || equals < blank) ? [spelling] : spelling.split(' ');
}

function writtenBy({ path, needed = [], others = [], positionals = [], place = 'first' }: Proposal): fc.Arbitrary<Written> {
  return fc
    .subarray([...others])
    .chain((chosen) => fc.shuffledSubarray([...needed, ...chosen], { minLength: needed.length + chosen.length }))
    .chain((chosen) =>
      fc.record({
        path: fc.constant(path),
        flags: fc.tuple(...chosen.map((spellings) => fc.constantFrom(...spellings.map(words)))),
        positionals: fc.constant(positionals),
        place: fc.constant(place),
      }),
    );
}

/** A command that some rule of the small packs allows. */
export const written: fc.Arbitrary<Written> = fc.constantFrom(...PROPOSALS).chain(writtenBy);

/** One word as a shell would read it, in one of the ways in which a person would quote it. */
export function quotings(word: string): readonly string[] {
  const inSingle = `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const inDouble = `"${word.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`)}"`;
  const isBare = /^[A-Za-z0-9_.,/:@%+-][A-Za-z0-9_.,/:@%+=-]*$/.test(word);
  return [inSingle, ...(/[$`]/.test(word) ? [] : [inDouble]), ...(isBare ? [word, `${word.slice(0, 3)}''${word.slice(3)}`] : [])];
}

export function quotedPlainly(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}

/** A line that a shell splits into these words. */
export function lineOf(words: readonly string[]): fc.Arbitrary<string> {
  const spelled = words.map((word) => fc.tuple(fc.constantFrom(...quotings(word)), fc.constantFrom(' ', '  ')));
  return fc.tuple(...spelled).map((parts) => parts.flat().join(''));
}

const PIECES = [
  ...Array.from(`'"\\ =-~$\`;&|<>(){}[]*?#!^@,:/.`),
  '--',
  ' -- ',
  ' --limit=5',
  ' --quiet',
  ' --format=json',
  ' --endpoint-url=http://x.example',
  ' -x',
  '--limit',
  ' help',
  ' delete',
  "''",
  '\n',
  '\t',
  '\u00a0',
  '\u200b',
  'file://x',
  '@=',
  'timestamp',
  ' OR a=b',
  '9',
  'a',
];

/** A line that is almost a proposal: pieces put in, cut out or doubled, at the level of characters and of words. */
export const almost: fc.Arbitrary<string> = written
  .chain((command) => lineOf(wordsOf(command)))
  .chain((line) =>
    fc
      .array(
        fc.record({
          at: fc.nat(line.length),
          gone: fc.constantFrom(0, 0, 0, 1, 2, 9),
          put: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.constant('') }),
        }),
        { maxLength: 3 },
      )
      .map((edits) => edits.reduce((text, { at, gone, put }) => text.slice(0, at) + put + text.slice(at + gone), line)),
  );
