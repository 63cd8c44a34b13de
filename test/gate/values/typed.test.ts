import { test } from 'tap';
import { parseJson, renderJson } from '../../../src/gate/values/json.js';
import type { Raw } from '../../../src/gate/values/raw.js';
import { parseShorthand } from '../../../src/gate/values/shorthand.js';
import { typedValue } from '../../../src/gate/values/typed.js';
import type { Kind } from '../../../src/policy/kind.js';
import { fc, runs } from '../../random.js';

const ID: Kind = { kind: 'match', match: /^(?:i-[0-9a-f]{8})$/u, least: 10, most: 10, of: 'an instance id', example: 'i-0a1b2c3d' };
const ANY: Kind = { kind: 'match', match: /^(?:[!-~ ]*)$/u, least: 0, most: 100, of: 'a text', example: 'x' };
const ADDRESS: Kind = {
  kind: 'match',
  match: /^(?:https:\/\/sqs\.[a-z0-9.\/-]+)$/u,
  least: 8,
  most: 100,
  of: 'a queue',
  example: 'https://sqs.x',
};
const EITHER: Kind = { kind: 'match', match: /^(?:https?:\/\/[a-z.]+)$/u, least: 8, most: 100, of: 'an address', example: 'http://x' };
const COLOUR: Kind = { kind: 'choice', choice: new Set(['red', 'green']) };
const COUNT: Kind = { kind: 'count', least: 1, most: 100 };
const SHARE: Kind = { kind: 'decimal', least: 0, most: 1 };
const FLAG: Kind = { kind: 'named', name: 'boolean' };
const MOMENT: Kind = { kind: 'named', name: 'instant' };
const MILLIS: Kind = { kind: 'named', name: 'epoch-milliseconds' };
const REGION: Kind = { kind: 'named', name: 'aws-region' };
const IDS: Kind = { kind: 'list', item: ID, least: 0, most: 2 };
const TAGS: Kind = { kind: 'map', key: COLOUR, value: COUNT, most: 2 };
const FILTER: Kind = {
  kind: 'fields',
  fields: new Map<string, Kind>([
    ['Name', COLOUR],
    ['Values', IDS],
    ['On', FLAG],
    ['N', COUNT],
    ['Share', SHARE],
    ['Tags', TAGS],
  ]),
  required: ['Name'],
  isOne: false,
};
const inner = new Map<string, Kind>();
const NESTED: Kind = { kind: 'fields', fields: inner, required: [], isOne: false };
inner.set('Or', { kind: 'list', item: NESTED, least: 0, most: 10 });
inner.set('Not', NESTED);

const isNamed = (name: string, text: string): boolean => text.length < 20 && !text.includes('!') && name !== 'sql';

function json(text: string, kind: Kind): string | undefined {
  const raw = parseJson(text);
  const value = raw === undefined ? undefined : typedValue(raw, kind, 'json', isNamed);
  return value === undefined ? undefined : renderJson(value);
}

function short(text: string, kind: Kind): string | undefined {
  const raw = parseShorthand(text);
  const value = raw === undefined ? undefined : typedValue(raw, kind, 'shorthand', isNamed);
  return value === undefined ? undefined : renderJson(value);
}

test('JSON says itself what a value is', (t) => {
  for (const [text, kind] of [
    ['"i-0a1b2c3d"', ID],
    ['"red"', COLOUR],
    ['7', COUNT],
    ['0.5', SHARE],
    ['true', FLAG],
    ['"2026-03-01"', MOMENT],
    ['1774483200', MOMENT],
    ['1774483200000', MILLIS],
    ['"eu-west-1"', REGION],
    ['["i-0a1b2c3d"]', IDS],
    ['{"red":1,"green":2}', TAGS],
    ['{"Name":"red","Values":["i-0a1b2c3d"],"On":false,"N":5,"Share":0.25,"Tags":{"red":1}}', FILTER],
    ['{"Or":[{"Not":{}},{}]}', NESTED],
    ['"https://sqs.eu-west-1/x"', ADDRESS],
    ['"http://a.b"', EITHER],
    ['"filed"', ANY],
  ] as const)
    t.equal(json(text, kind), text);
  for (const [text, kind] of [
    ['"i-0a1b2c3"', ID],
    ['5', ID],
    ['"blue"', COLOUR],
    ['"7"', COUNT],
    ['0', COUNT],
    ['101', COUNT],
    ['1.5', COUNT],
    ['"0.5"', SHARE],
    ['2', SHARE],
    ['"true"', FLAG],
    ['1', FLAG],
    ['"!"', MOMENT],
    ['true', MOMENT],
    ['"1774483200000"', MILLIS],
    ['1.5', MILLIS],
    ['"!"', REGION],
    ['"i-0a1b2c3d"', IDS],
    ['["i-0a1b2c3d","i-0a1b2c3d","i-0a1b2c3d"]', IDS],
    ['["x"]', IDS],
    ['{"red":1,"blue":2}', TAGS],
    ['{"red":"1"}', TAGS],
    ['[]', TAGS],
    ['{"Values":[]}', FILTER],
    ['{"Name":"red","Other":1}', FILTER],
    ['{"Name":"red","N":0}', FILTER],
    ['"red"', FILTER],
    ['null', COLOUR],
    ['"file:///etc/passwd"', ANY],
    ['"FILEB://x"', ANY],
    ['"http://a.b"', ANY],
    ['"http://sqs.x"', ADDRESS],
    ['"https://a.b"', COLOUR],
    ['"file:x"', REGION],
    [`"${'a'.repeat(5_000)}"`, REGION],
  ] as const)
    t.equal(json(text, kind), undefined, text);
  t.end();
});

test('shorthand knows texts, and the kind says what they are', (t) => {
  t.equal(
    short('Name=red,Values=i-0a1b2c3d,On=True,N=5,Share=0.25,Tags={red=1}', FILTER),
    '{"Name":"red","Values":["i-0a1b2c3d"],"On":true,"N":5,"Share":0.25,"Tags":{"red":1}}',
  );
  t.equal(short('Name=red,On=false', FILTER), '{"Name":"red","On":false}');
  for (const [text, kind] of [
    ['Name=red,N=05', FILTER],
    ['Name=red,N=5.0', FILTER],
    ['Name=red,Share=.5', FILTER],
    ['Name=red,Share=1e-1', FILTER],
    ['Name=red,On=yes', FILTER],
    ['Name=red,On=[true]', FILTER],
    ['Name=red,Tags=x', FILTER],
    ['Name=red,Tags={red=1,green=2,blue=3}', FILTER],
    ['Name=[red]', FILTER],
  ] as const)
    t.equal(short(text, kind), undefined, text);
  const period: Kind = {
    kind: 'fields',
    fields: new Map<string, Kind>([
      ['At', MILLIS],
      ['Day', MOMENT],
    ]),
    required: [],
    isOne: false,
  };
  t.equal(short('At=1774483200000,Day=2026-03-01', period), '{"At":1774483200000,"Day":"2026-03-01"}');
  t.end();
});

test('a structure that holds itself ends', (t) => {
  const deep = (depth: number): Raw => (depth === 0 ? new Map<string, Raw>() : new Map([['Not', deep(depth - 1)]]));
  t.ok(typedValue(deep(20), NESTED, 'json', isNamed));
  t.equal(typedValue(deep(30), NESTED, 'json', isNamed), undefined);
  t.end();
});

test('a union holds one member, and a moment that its shape does not know is none', (t) => {
  const union: Kind = { ...NESTED, isOne: true };
  t.equal(json('{"Not":{}}', union), '{"Not":{}}');
  t.equal(json('{}', union), undefined);
  t.equal(json('{"Not":{},"Or":[]}', union), undefined);
  t.equal(typedValue(5, MOMENT, 'json', isNamed), 5);
  t.equal(
    typedValue(5, MOMENT, 'json', () => false),
    undefined,
  );
  t.end();
});

test('what comes out is of its kind again, and written the same', (t) => {
  const text = fc.constantFrom('red', 'green', 'i-0a1b2c3d', '5', '0.5', 'true', 'Name', 'Values', 'Tags', 'file://x', '');
  const raw: fc.Arbitrary<Raw> = fc.letrec<{ readonly raw: Raw }>((tie) => ({
    raw: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer({ min: 0, max: 9 }),
      fc.boolean(),
      fc.array(tie('raw'), { maxLength: 3 }),
      fc
        .dictionary(fc.constantFrom('Name', 'Values', 'On', 'N', 'Share', 'Tags', 'red', 'Or', 'Not'), tie('raw'), {
          maxKeys: 4,
          noNullPrototype: true,
        })
        .map((fields) => new Map(Object.entries(fields))),
    ),
  })).raw;
  let seen = 0;
  fc.assert(
    fc.property(
      raw,
      fc.constantFrom(FILTER, TAGS, IDS, NESTED, COUNT, SHARE, ANY),
      fc.constantFrom('json', 'shorthand'),
      (value, kind, written) => {
        const once = typedValue(value, kind, written, isNamed);
        if (once === undefined) return;
        seen += 1;
        const again = typedValue(once, kind, 'json', isNamed);
        if (again === undefined || renderJson(again) !== renderJson(once)) t.fail(renderJson(once));
      },
    ),
    runs(20_000),
  );
  t.ok(seen > 100, `${String(seen)} values are of their kind`);
  t.end();
});
