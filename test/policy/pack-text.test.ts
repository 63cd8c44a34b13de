// The same commands give the same bytes, and what looks the same is one shape, even where it holds itself.

import { test } from 'tap';
import { type PackCommand, type PackShape, packText } from '../../scripts/policy/pack-text.js';

interface Read {
  readonly shapes: readonly unknown[];
  readonly commands: Readonly<Record<string, { readonly flags: Readonly<Record<string, unknown>> }>>;
}

function textOf(commands: Readonly<Record<string, PackCommand>>): string {
  return packText({ binary: 'aws', group: 'things', commands: new Map(Object.entries(commands)) });
}

function read(commands: Readonly<Record<string, PackCommand>>): Read {
  // CAST: what was just written, read as the test expects it; every use of it is an assertion.
  return JSON.parse(textOf(commands)) as Read;
}

/** A filter that holds filters: made anew each time, so that only structure can tell it is the same. */
function filterOfFilters(): PackShape {
  const fields: Record<string, PackShape> = { Name: { choice: ['b', 'a'] } };
  const filter: PackShape = { fields, required: ['Name'] };
  fields['And'] = { list: filter, most: 3 };
  return filter;
}

test('equal shapes are one, and their parts are numbers', async (t) => {
  const { shapes, commands } = read({
    'things list': { flags: { '--filter': { kind: filterOfFilters() }, '--one': { kind: { choice: ['a', 'b'] } } } },
    'things show': {
      flags: { '--filter': { kind: filterOfFilters() }, '--dry-run': 'switch', '--x': { kind: 'boolean', form: 'repeat' } },
    },
  });
  t.equal(shapes.length, 4);
  t.same(commands['things list']?.flags['--filter'], commands['things show']?.flags['--filter']);
  const place = Number(commands['things list']?.flags['--filter']);
  const [choice, list] = [
    shapes.findIndex((shape) => JSON.stringify(shape) === '{"choice":["a","b"]}'),
    shapes.findIndex((shape) => typeof shape === 'object' && shape !== null && 'list' in shape),
  ];
  t.same(shapes[place], { fields: { And: list, Name: choice }, required: ['Name'] });
  t.same(shapes[list], { list: place, most: 3 });
  t.same(commands['things show']?.flags['--x'], { kind: shapes.indexOf('boolean'), form: 'repeat' });
});

test('shapes that differ only deep inside are two', async (t) => {
  const deep = (most: number): PackShape => ({ list: { list: { list: { count: [0, most] }, most: 1 }, most: 1 }, most: 1 });
  t.equal(read({ 'things list': { flags: { '--a': { kind: deep(1) }, '--b': { kind: deep(2) } } } }).shapes.length, 8);
});

test('the order in which things are found makes no difference', async (t) => {
  const one: PackCommand = { flags: { '--b': { kind: { count: [1, 2] } }, '--a': { kind: filterOfFilters() } }, required: ['--b', '--a'] };
  const other: PackCommand = {
    flags: { '--a': { kind: filterOfFilters() }, '--b': { kind: { count: [1, 2] } } },
    required: ['--a', '--b'],
  };
  t.equal(textOf({ 'things a': one, 'things b': { flags: {} } }), textOf({ 'things b': { flags: {} }, 'things a': other }));
});

test('each shape and each command has a line of its own', async (t) => {
  const lines = textOf({
    'things list': {
      flags: { '--n': { kind: { match: 'a', size: [1, 1], of: 'an a', example: 'a' } } },
      aliases: { '-n': '--n' },
      positionals: [{ name: 'THING', kind: { map: ['date', { decimal: [0, 1] }], most: 2 }, optional: true, many: true }],
      tracks: ['ga'],
      bound: 'log-read',
      microUsd: 5,
      redact: ['b', 'a'],
    },
    'things show': { flags: {} },
  }).split('\n');
  t.equal(lines.filter((line) => line.startsWith('"things ')).length, 2);
  t.match(
    lines.join('\n'),
    /"aliases":\{"-n":"--n"\}.*"optional":true,"many":true.*"tracks":\["ga"\],"bound":"log-read","microUsd":5,"redact":\["a","b"\]/u,
  );
});
