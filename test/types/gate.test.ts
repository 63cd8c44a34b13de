// What must not compile. Each error that is expected here and does not come is itself an error of `tsc`.

import { MessageChannel } from 'node:worker_threads';
import { test } from 'tap';
import { shell } from '../../src/gate/1-shell.js';
import { binary } from '../../src/gate/2-binary.js';
import { subcommand } from '../../src/gate/3-subcommand.js';
import { flags } from '../../src/gate/4-flags.js';
import { args } from '../../src/gate/5-arguments.js';
import { mutation } from '../../src/gate/6-mutation.js';
import { cost } from '../../src/gate/7-cost.js';
import { Chain } from '../../src/gate/chain.js';
import { Cleared } from '../../src/gate/cleared.js';
import { isCleared, judge, type Verdict } from '../../src/gate/index.js';
import type { ShapedText } from '../../src/gate/shapes/shape.js';
import type { Runner } from '../../src/executor/runners.js';
import { PLENTY, shippedPolicy } from '../gate/policies.js';

const policy = shippedPolicy();
const LINE = 'gcloud projects list';

/** Type-checked and never called. */
export function chains(line: string): readonly unknown[] {
  return [
    // @ts-expect-error the first layer is left out
    Chain.of(line).through(binary),
    // @ts-expect-error the second is left out
    Chain.of(line).through(shell).through(subcommand(policy)),
    // @ts-expect-error the third is left out
    Chain.of(line).through(shell).through(binary).through(flags),
    // @ts-expect-error the fourth is left out
    Chain.of(line).through(shell).through(binary).through(subcommand(policy)).through(args),
    // @ts-expect-error the fifth is left out
    Chain.of(line).through(shell).through(binary).through(subcommand(policy)).through(flags).through(mutation),
    // @ts-expect-error the sixth is left out
    Chain.of(line).through(shell).through(binary).through(subcommand(policy)).through(flags).through(args).through(cost(PLENTY)),
    // @ts-expect-error two are swapped
    Chain.of(line).through(shell).through(subcommand(policy)).through(binary),
    // @ts-expect-error two others are swapped
    Chain.of(line).through(shell).through(binary).through(subcommand(policy)).through(args).through(flags),
    // @ts-expect-error one is there twice
    Chain.of(line).through(shell).through(shell),
  ];
}

export function verdicts(line: string): readonly Verdict[] {
  const read = Chain.of(line).through(shell).through(binary).through(subcommand(policy)).through(flags).through(args).through(mutation);
  // @ts-expect-error the seventh is left out: what it returns is no verdict
  return [read.verdict, read.through(cost(PLENTY)).verdict];
}

export async function runs(run: Runner, line: string): Promise<void> {
  // @ts-expect-error a raw line was never judged
  await run(line);
  // @ts-expect-error words were never judged
  await run([LINE]);
  // @ts-expect-error what was judged elsewhere and sent here
  await run({ binary: 'gcloud', path: ['projects', 'list'], argv: ['gcloud'], canonical: LINE, added: [], cost: 0 });
  const verdict = judge(line, policy, PLENTY);
  // @ts-expect-error a verdict that may be a refusal
  await run(verdict);
  if (!verdict.ok) return;
  // @ts-expect-error a copy of what was cleared
  await run({ ...verdict.value });
  // @ts-expect-error one put together from its parts
  await run(Object.fromEntries(Object.entries(verdict.value)));
  await run(verdict.value);
}

export function forged(): unknown {
  const parts = { binary: 'gcloud', path: [], argv: ['sh'], canonical: '', added: [], cost: 0 } as const;
  // @ts-expect-error the constructor is private
  const made = new Cleared(parts);
  // @ts-expect-error and the seal is private
  const look: Cleared = { ...parts, '#sealed': true };
  // @ts-expect-error what was cleared cannot be changed
  look.argv.push('--debug');
  // @ts-expect-error text that no shape has admitted
  const text: ShapedText = 'x';
  return { made, look, text };
}

test('what was cleared is sealed at run time too', async (t) => {
  const verdict = judge(LINE, policy, PLENTY);
  if (!verdict.ok) throw new Error(verdict.error.code);
  const cleared = verdict.value;
  t.ok(isCleared(cleared));
  const forgeries: readonly unknown[] = [
    { ...cleared },
    structuredClone({ ...cleared }),
    JSON.parse(JSON.stringify(cleared)),
    Object.create(cleared),
    Object.create(Cleared.prototype),
    Object.setPrototypeOf({ ...cleared }, Cleared.prototype),
    new Proxy(cleared, {}),
    LINE,
    null,
    undefined,
    cleared.argv,
  ];
  t.same(forgeries.map(isCleared), new Array(forgeries.length).fill(false));
  for (const part of [cleared, cleared.argv, cleared.path, cleared.added]) t.ok(Object.isFrozen(part));
  t.throws(() => Object.assign(cleared, { canonical: 'sh' }), TypeError);
  t.throws(() => Object.assign(cleared.argv, ['sh']), TypeError);
});

test('a clone of what was cleared does not survive the way to another process', async (t) => {
  const verdict = judge(LINE, policy, PLENTY);
  if (!verdict.ok) throw new Error(verdict.error.code);
  const { port1, port2 } = new MessageChannel();
  const arrived = new Promise<unknown>((resolve) => {
    port2.on('message', resolve);
  });
  port1.postMessage(verdict.value);
  t.notOk(isCleared(await arrived));
  port1.close();
  port2.close();
});
