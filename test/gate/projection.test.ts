// What a projection may carry of an answer that holds what the digest empties: nothing without the names it is emptied by. Each
// refusal stands beside projections of the same operation that are fine.

import { test } from 'tap';
import { judge } from '../../src/gate/index.js';
import { showsWhole } from '../../src/gate/shapes/kube-output.js';
import { PLENTY, policyOf } from './policies.js';

const TEXT = { match: '[ -~]+', size: [1, 200], of: 'text', example: 'web' };
const REDACT = ['items[].metadata.values{}.secretText'];
const POLICY = policyOf([
  {
    schema: 1,
    binary: 'gcloud',
    group: '*',
    shapes: ['gcloud-filter', 'gcloud-sort', TEXT],
    commands: {
      'things list': { flags: { '--filter': 0, '--sort-by': 1 }, redact: ['metadata.values[].secretText'] },
      'plain list': { flags: { '--filter': 0 } },
    },
  },
  {
    schema: 1,
    binary: 'aws',
    group: '*',
    shapes: [],
    commands: { 'things list': { flags: {}, redact: REDACT }, 'plain list': { flags: {} } },
  },
  {
    schema: 1,
    binary: 'kubectl',
    group: '*',
    shapes: ['kube-resources', 'kube-output', TEXT],
    commands: {
      get: { flags: { '--output': 1 }, positionals: [{ name: 'TYPE', kind: 0 }] },
      'top list': { flags: { '--output': 1 }, positionals: [{ name: 'NAME', kind: 2, optional: true }] },
    },
  },
]);

/** The part that is refused, or nothing for a line that is cleared. */
function masked(line: string): string | undefined {
  const verdict = judge(line, POLICY, PLENTY);
  if (verdict.ok) return undefined;
  const { layer, code, part } = verdict.error;
  return code === 'masked-member' ? part.text : `${String(layer)}/${code}`;
}

const FINE: readonly string[] = [
  'gcloud things list',
  'gcloud things list --format=json',
  'gcloud things list --format=table',
  "gcloud things list --format='table()'",
  "gcloud things list --format='table[box](name,zone.basename())'",
  `gcloud things list --format='value[separator=" ("](name)'`,
  "gcloud things list --format='table(name):(zone:sort=1)'",
  `gcloud things list --format='value(format("{0} {1}",name,zone))'`,
  "gcloud things list --format='value(uri())'",
  "gcloud things list --format='table(name,duration(),status())'",
  "gcloud things list --format='value(labels.values)'",
  "gcloud things list --format='value(name)' --flatten='disks[]'",
  'gcloud things list --filter=name:web --sort-by=name',
  "gcloud plain list --format='value(.)'",
  'gcloud plain list --format=flattened',
  'aws things list',
  "aws things list --query '[0]'",
  "aws things list --output text --query 'items[].name'",
  `aws things list --query "items[?name=='secretText'].name"`,
  "aws things list --query 'items[].metadata'",
  "aws things list --query 'items[*].name'",
  "aws plain list --output text --query 'items[].metadata'",
];

const MASKED: readonly (readonly [line: string, part: string])[] = [
  // The place itself, by name.
  ["gcloud things list --format='value(metadata.values[].secretText)'", 'secretText'],
  ["gcloud things list --format='json(secretText)'", 'secretText'],
  ['gcloud things list --filter=metadata.values.secretText:a', 'secretText'],
  ['gcloud things list --sort-by=secretText', 'secretText'],
  ["aws things list --query 'items[].metadata.values.secretText'", 'secretText'],
  // What is above it, without names.
  ["gcloud things list --format='value(metadata)'", 'value(metadata)'],
  ["gcloud things list --format='csv(name,metadata.values[0])'", 'csv(name,metadata.values[0])'],
  ["gcloud things list --format='value(metadata.list())'", 'value(metadata.list())'],
  ["gcloud things list --format='value(extract(metadata))'", 'value(extract(metadata))'],
  ["gcloud things list --format='value(name)' --flatten='metadata[]'", 'metadata[]'],
  // The whole record, without names.
  ['gcloud things list --format=flattened', 'flattened'],
  ["gcloud things list --format='flattened[no-pad]'", 'flattened[no-pad]'],
  [`gcloud things list --format='flattened[separator="("]'`, 'flattened[separator="("]'],
  ["gcloud things list --format='flattened:(name:sort=1)'", 'flattened:(name:sort=1)'],
  ["gcloud things list --format='flattened:(name.list():sort=1)'", 'flattened:(name.list():sort=1)'],
  ["gcloud things list --format='value(.)'", 'value(.)'],
  ["gcloud things list --format='value(name, .)'", 'value(name, .)'],
  ["gcloud things list --format='value([])'", 'value([])'],
  ["gcloud things list --format='value(list())'", 'value(list())'],
  ["gcloud things list --format='value(name,flatten())'", 'value(name,flatten())'],
  ['aws things list --output text', 'text'],
  ["aws things list --output text --query 'items[].metadata'", 'text'],
  ["aws things list --output text --query 'items[].metadata.values[0]'", 'text'],
  ["aws things list --query 'items[].*'", 'items[].*'],
  ["aws things list --query 'items[].to_string(@)'", 'items[].to_string(@)'],
];

test('what the digest empties goes with the command, unless the answer has no names to empty it by', (t) => {
  const maskOf = (line: string): readonly string[] | undefined => {
    const verdict = judge(line, POLICY, PLENTY);
    return verdict.ok ? verdict.value.mask : undefined;
  };
  t.same(maskOf('aws things list'), ['secretText']);
  t.same(maskOf('aws things list --output json'), ['secretText']);
  t.same(maskOf("aws things list --query 'items[].name' --output text"), []);
  t.same(maskOf('gcloud things list --format=yaml'), ['secretText']);
  t.same(maskOf("gcloud things list --format='value(name)'"), []);
  t.same(maskOf('aws plain list'), []);
  t.same(maskOf("gcloud things list --format='json(name,metadata)'"), ['secretText']);
  t.equal(maskOf("gcloud things list --format='json(metadata.list())'"), undefined, 'one text has no names');
  t.equal(maskOf("gcloud things list --format='json(list())'"), undefined, 'nor has the whole record as one');
  t.same(maskOf("gcloud things list --format='json(name.basename())'"), ['secretText']);
  t.end();
});

test('a projection that keeps names, or names other members, is fine', (t) => {
  t.same(
    FINE.filter((line) => masked(line) !== undefined).map((line) => [line, masked(line)]),
    [],
  );
  t.end();
});

test('a projection that names a masked place, or drops the names above it, is refused', (t) => {
  t.same(
    MASKED.map(([line]) => [line, masked(line)]),
    MASKED,
  );
  t.end();
});

test('a pod is not shown whole, and other objects are', (t) => {
  const shown = ['json', 'yaml', 'jsonpath={.spec}', 'custom-columns=A:.metadata.name,B:.spec.containers'];
  for (const output of shown) {
    t.equal(masked(`kubectl get pods --output='${output}'`), output);
    t.equal(masked(`kubectl get nodes --output='${output}'`), undefined, output);
  }
  t.equal(masked('kubectl get pods'), undefined);
  t.equal(masked('kubectl get pods --output=wide'), undefined);
  t.equal(masked('kubectl top list --output=json'), undefined, 'without a type there is no pod');
  t.equal(masked('kubectl top list pods --output=json'), undefined, 'a name is no type');
  t.end();
});

const OUTPUTS: readonly (readonly [output: string, isWhole: boolean])[] = [
  ['json', true],
  ['yaml', true],
  ['wide', false],
  ['name', false],
  ['jsonpath={.items}', true],
  ['jsonpath={.items[*]}', true],
  ['jsonpath={.items[*].spec.containers[0]}', true],
  ['jsonpath-as-json={.spec.template}', true],
  ['jsonpath={$}', true],
  ['jsonpath={.}', true],
  ['jsonpath={.items[*].metadata.name}', false],
  ['jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}', false],
  ['jsonpath={range .items[*]}{.spec}{"\\n"}{end}', true],
  ['jsonpath=none', false],
  ['custom-columns=NAME:.metadata.name', false],
  ['custom-columns=NAME:.metadata.name,ALL:.spec', true],
  ['custom-columns=ALL:.', true],
];

test('an output shows whole objects, or parts that hold no environment', (t) => {
  t.same(
    OUTPUTS.map(([output]) => [output, showsWhole(output)]),
    OUTPUTS,
  );
  t.end();
});
