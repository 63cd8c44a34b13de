// Proves that the import rules bite: breaks each of them once in a throw-away tree and expects that very rule to fire, and
// expects no rule to fire on what is allowed. A rule without a proof here fails the check.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenRules, views } from './imports.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));

const ZONES = [
  'shared protocol policy gate channel billing investigation egress executor audit cage supervisor terminal report worlds programs packs inspect history digest notify recipes batch service economy files',
].flatMap((line) => line.split(' '));

/** Rule, the file that breaks it, what the file imports. */
const BROKEN = [
  ['shared imports only the zones on its list', 'src/shared/broken.ts', '../protocol/index.js'],
  ['protocol imports only the zones on its list', 'src/protocol/broken.ts', '../gate/index.js'],
  ['files imports only the zones on its list', 'src/files/broken.ts', '../audit/index.js'],
  ['programs imports only the zones on its list', 'src/programs/broken.ts', '../gate/index.js'],
  ['policy imports only the zones on its list', 'src/policy/broken.ts', '../protocol/index.js'],
  ['gate imports only the zones on its list', 'src/gate/broken.ts', '../protocol/index.js'],
  ['digest imports only the zones on its list', 'src/digest/broken.ts', '../policy/index.js'],
  ['packs imports only the zones on its list', 'src/packs/broken.ts', '../executor/index.js'],
  ['inspect imports only the zones on its list', 'src/inspect/broken.ts', '../executor/index.js'],
  ['history imports only the zones on its list', 'src/history/broken.ts', '../supervisor/index.js'],
  ['channel imports only the zones on its list', 'src/channel/broken.ts', '../executor/index.js'],
  ['spikes imports only the zones on its list', 'src/spikes/broken.ts', '../protocol/index.js'],
  ['causes imports only the zones on its list', 'src/causes/broken.ts', '../digest/index.js'],
  ['billing imports only the zones on its list', 'src/billing/broken.ts', '../gate/index.js'],
  ['investigation imports only the zones on its list', 'src/investigation/broken.ts', '../policy/index.js'],
  ['egress imports only the zones on its list', 'src/egress/broken.ts', '../audit/index.js'],
  ['economy imports only the zones on its list', 'src/economy/broken.ts', '../supervisor/index.js'],
  ['notify imports only the zones on its list', 'src/notify/broken.ts', '../executor/index.js'],
  ['executor imports only the zones on its list', 'src/executor/broken.ts', '../worlds/index.js'],
  ['audit imports only the zones on its list', 'src/audit/broken.ts', '../gate/index.js'],
  ['cage imports only the zones on its list', 'src/cage/broken.ts', '../executor/index.js'],
  [
    'supervisor imports only the zones on its list',
    ['src/supervisor/broken-1.ts', '../investigation/index.js'],
    ['src/supervisor/broken-2.ts', '../egress/index.js'],
    ['src/supervisor/broken-3.ts', '../executor/index.js'],
    ['src/supervisor/broken-4.ts', '../notify/index.js'],
  ],
  ['terminal imports only the zones on its list', 'src/terminal/broken.ts', '../supervisor/index.js'],
  ['batch imports only the zones on its list', 'src/batch/broken.ts', '../supervisor/index.js'],
  ['service imports only the zones on its list', 'src/service/broken.ts', '../executor/index.js'],
  ['commands imports only the zones on its list', 'src/commands/broken.ts', '../executor/index.js'],
  ['report imports only the zones on its list', 'src/report/broken.ts', '../billing/index.js'],
  ['recipes imports only the zones on its list', 'src/recipes/broken.ts', '../supervisor/index.js'],
  ['worlds imports only the zones on its list', 'src/worlds/broken.ts', '../executor/index.js'],

  ['shared takes from npm only what is on its list', 'src/shared/package.ts', 'zod'],
  ['protocol takes from npm only what is on its list', 'src/protocol/package.ts', 'shell-quote'],
  ['files takes from npm only what is on its list', 'src/files/package.ts', 'zod'],
  ['programs takes from npm only what is on its list', 'src/programs/package.ts', 'execa'],
  ['policy takes from npm only what is on its list', 'src/policy/package.ts', 'smol-toml'],
  ['gate takes from npm only what is on its list', 'src/gate/package.ts', 'pino'],
  ['digest takes from npm only what is on its list', 'src/digest/package.ts', 'zod'],
  ['packs takes from npm only what is on its list', 'src/packs/package.ts', 'zod'],
  ['inspect takes from npm only what is on its list', 'src/inspect/package.ts', 'execa'],
  ['history takes from npm only what is on its list', 'src/history/package.ts', 'zod'],
  ['service takes from npm only what is on its list', 'src/service/package.ts', 'execa'],
  ['channel takes from npm only what is on its list', 'src/channel/package.ts', 'pino'],
  ['spikes takes from npm only what is on its list', 'src/spikes/package.ts', 'zod'],
  ['causes takes from npm only what is on its list', 'src/causes/package.ts', 'zod'],
  ['billing takes from npm only what is on its list', 'src/billing/package.ts', 'execa'],
  ['investigation takes from npm only what is on its list', 'src/investigation/package.ts', 'piscina'],
  ['egress takes from npm only what is on its list', 'src/egress/package.ts', '@anthropic-ai/sdk'],
  ['economy takes from npm only what is on its list', 'src/economy/package.ts', '@anthropic-ai/sdk'],
  ['notify takes from npm only what is on its list', 'src/notify/package.ts', 'execa'],
  ['executor takes from npm only what is on its list', 'src/executor/package.ts', '@anthropic-ai/sdk'],
  ['audit takes from npm only what is on its list', 'src/audit/package.ts', 'execa'],
  ['cage takes from npm only what is on its list', 'src/cage/package.ts', 'execa'],
  ['supervisor takes from npm only what is on its list', 'src/supervisor/package.ts', '@anthropic-ai/sdk'],
  ['terminal takes from npm only what is on its list', 'src/terminal/package.ts', 'pino'],
  ['batch takes from npm only what is on its list', 'src/batch/package.ts', 'execa'],
  ['commands takes from npm only what is on its list', 'src/commands/package.ts', 'zod'],
  ['report takes from npm only what is on its list', 'src/report/package.ts', 'pino'],
  ['recipes takes from npm only what is on its list', 'src/recipes/package.ts', 'zod'],
  ['worlds takes from npm only what is on its list', 'src/worlds/package.ts', 'execa'],
  ['from npm main takes only commander and shell-quote', 'src/main.ts', 'smol-toml'],
  ['workers take nothing from npm but piscina', 'workers/judge.ts', 'zod'],

  ['worker cage-entry calls only into the zones on its list', 'workers/cage-entry.ts', '../src/investigation/index.js'],
  ['worker landlock-launcher calls only into the zones on its list', 'workers/landlock-launcher.ts', '../src/executor/index.js'],
  ['worker orchestrator calls only into the zones on its list', 'workers/orchestrator.ts', '../src/cage/index.js'],
  ['worker egress calls only into the zones on its list', 'workers/egress.ts', '../src/executor/index.js'],
  ['worker economy calls only into the zones on its list', 'workers/economy.ts', '../src/supervisor/index.js'],
  ['worker notifier calls only into the zones on its list', 'workers/notifier.ts', '../src/executor/index.js'],
  ['worker billing calls only into the zones on its list', 'workers/billing.ts', '../src/egress/index.js'],
  ['worker executor calls only into the zones on its list', 'workers/executor.ts', '../src/supervisor/index.js'],
  ['worker judge calls only into the zones on its list', 'workers/judge.ts', '../src/executor/index.js'],
  ['worker keeper calls only into the zones on its list', 'workers/keeper.ts', '../src/gate/index.js'],
  ['worker digest calls only into the zones on its list', 'workers/digest.ts', '../src/gate/index.js'],
  ['worker simulated-cli calls only into the zones on its list', 'workers/simulated-cli.ts', '../src/executor/index.js'],

  ['every file is in a known zone', 'src/elsewhere/broken.ts', 'zod'],
  ['every worker is a known worker', 'workers/broken.ts', '../src/shared/index.js'],
  ['main imports only commands, supervisor, terminal and shared', 'src/main.ts', './executor/index.js'],
  ['library imports only the gate and the policies', ['src/library.ts', './executor/index.js'], ['src/library.ts', 'zod']],
  ['across zones the door only', ['src/gate/inside.ts', '../policy/inner.js'], ['workers/executor.ts', '../src/executor/inner.js']],
  ['worker cage-entry looks past the door only for the files on its list', 'workers/cage-entry.ts', '../src/cage/native.js'],
  ['worker landlock-launcher looks past the door only for the files on its list', 'workers/landlock-launcher.ts', '../src/cage/attest.js'],
  ['worker keeper looks past the door only for the files on its list', 'workers/keeper.ts', '../src/executor/run.js'],
  ['worker judge looks past the door only for the files on its list', 'workers/judge.ts', '../src/inspect/bulk.js'],
  ['worker digest looks past the door only for the files on its list', 'workers/digest.ts', '../src/executor/run.js'],
  ['main and library use the doors too', ['src/main.ts', './supervisor/inner.js'], ['src/library.ts', './gate/inside.js']],
  [
    'nobody imports main or library',
    ['src/supervisor/main-importer.ts', '../main.js'],
    ['src/inspect/library-importer.ts', '../library.js'],
  ],
  ['nobody imports a worker', 'src/supervisor/worker-importer.ts', '../../workers/executor.js'],
  ['no source file imports a test', 'src/gate/test-importer.ts', '../../test/gate/helper.js'],
  ['no source file imports a script', 'src/gate/script-importer.ts', '../../scripts/tool.mjs'],
  ['no cycles, not even of types', ['src/gate/hen.ts', './egg.js', 'type'], ['src/gate/egg.ts', './hen.js', 'type']],
  ['no orphans', ['src/gate/lonely.ts']],
  ['every import is found', 'src/gate/lost.ts', './nowhere.js'],
  ['what ships is imported from dependencies, not from devDependencies', 'src/worlds/dev.ts', 'fast-check'],
  [
    'pure zones name no module of Node',
    ['src/shared/node.ts', 'node:os'],
    ['src/protocol/node.ts', 'node:buffer'],
    ['src/policy/node.ts', 'fs'],
    ['src/gate/node.ts', 'node:crypto'],
    ['src/digest/node.ts', 'node:buffer'],
  ],
  [
    'only executor/run.ts, executor/keep.ts, notify/start.ts, supervisor/launch.ts, batch/run-item.ts and service/programs.ts spawn',
    ['src/executor/spawner.ts', 'node:child_process'],
    ['src/executor/execa.ts', 'execa'],
    ['src/executor/lazy.ts', 'execa', 'lazy'],
    ['src/supervisor/spawner.ts', 'child_process'],
    ['workers/executor.ts', 'node:child_process'],
    ['src/batch/spawner.ts', 'node:child_process'],
  ],
  ['only investigation/model.ts imports the model SDK', 'src/investigation/sdk.ts', '@anthropic-ai/sdk'],
  [
    'only egress, economy and notify dial out',
    ['src/supervisor/https.ts', 'node:https'],
    ['src/executor/dns.ts', 'node:dns/promises'],
    ['src/cage/tls.ts', 'tls'],
    ['workers/billing.ts', 'node:http2'],
  ],
  ['only channel, egress, economy, audit, cage, supervisor and service name a socket', 'src/investigation/net.ts', 'node:net'],
  ['only cage/native.ts imports koffi', 'src/cage/koffi.ts', 'koffi'],
  ['only the executor starts threads', 'src/billing/thread.ts', 'node:worker_threads'],
  ['only the executor and inspect pool threads', ['workers/egress.ts', 'piscina'], ['src/supervisor/pool.ts', 'piscina']],
  ['only cage/native.ts loads code by name', ['src/executor/loader.ts', 'node:module'], ['src/cage/loader.ts', 'vm']],
  ['cage/native.ts loads koffi by name and nothing else', 'src/cage/native.ts', 'node:vm'],
  ['process and console are globals, not imports', 'src/investigation/process.ts', 'node:process'],
  ['investigation imports only types of billing', 'src/investigation/billing.ts', '../billing/index.js'],
  ['channel names only net and stream of Node', 'src/channel/node.ts', 'node:fs'],

  [
    'nothing investigation loads spawns, opens a file or dials',
    ['src/investigation/file.ts', 'node:fs/promises'],
    ['src/investigation/far.ts', '../shared/far-file.js', 'lazy'],
    ['workers/orchestrator.ts', '../src/shared/far-file.js'],
  ],
  ['nothing investigation loads reaches the executor', 'src/investigation/far-executor.ts', '../shared/far-executor.js'],
  ['nothing the executor loads speaks to the model or to the terminal', 'src/executor/far.ts', '../shared/far-terminal.js'],
  [
    'a judgement starts with shell-quote and light files only',
    ['src/inspect/validate-command.ts', './pool.js'],
    ['src/library.ts', './gate/heavy.js'],
  ],
  ['main starts with commander, shell-quote and light files only', 'src/main.ts', './supervisor/heavy.js'],
];

/** Files that a broken one needs. */
const HELPERS = [
  ['src/policy/inner.ts', '../shared/index.js'],
  ['src/cage/attest.ts', '../shared/index.js'],
  ['src/executor/run.ts', '../shared/index.js'],
  ['src/executor/inner.ts', '../shared/index.js'],
  ['src/supervisor/inner.ts', '../shared/index.js'],
  ['src/supervisor/heavy.ts', 'zod'],
  ['src/inspect/bulk.ts', '../shared/index.js'],
  ['src/inspect/pool.ts', 'piscina'],
  ['src/gate/heavy.ts', 'zod'],
  ['src/shared/far-file.ts', './far-file-2.js'],
  ['src/shared/far-file-2.ts', 'node:fs'],
  ['src/shared/far-executor.ts', '../executor/index.js'],
  ['src/shared/far-terminal.ts', '../terminal/index.js'],
  ['test/gate/helper.ts', '../../src/gate/index.js'],
  ['scripts/tool.mjs', 'node:fs'],
];

/** A tree that keeps every rule, close to each border: no rule may fire there. */
const ALLOWED = [
  ['src/main.ts', './commands/index.js', './shared/index.js', './terminal/index.js', 'commander', 'node:fs'],
  ['src/commands/index.ts', 'commander', '../terminal/index.js', { lazy: '../supervisor/index.js' }],
  ['src/library.ts', './gate/index.js', './packs/index.js', './policy/index.js'],
  ['src/batch/run-item.ts', '../shared/index.js', 'node:child_process'],
  ['src/batch/queue/queue-worker.ts', '../../shared/index.js', { lazy: 'bullmq' }],
  ['src/packs/index.ts', '../gate/index.js', '../policy/index.js', 'node:fs'],
  ['src/inspect/validate-command.ts', '../gate/index.js', '../packs/index.js', '../terminal/index.js', { lazy: './bulk.js' }],
  ['src/inspect/bulk.ts', 'piscina'],
  ['src/inspect/judge-thread.ts', '../gate/index.js'],
  ['src/supervisor/index.ts', './heavy.js'],
  ['src/supervisor/heavy.ts', 'zod', './launch.js'],
  ['src/supervisor/launch.ts', '../cage/index.js', '../terminal/index.js', 'node:child_process', 'node:net'],
  ['src/protocol/fine.ts', '../shared/index.js', 'zod'],
  ['src/gate/fine.ts', '../policy/index.js', 'shell-quote', './fine-2.js'],
  ['src/gate/fine-2.ts', '../shared/index.js'],
  ['src/channel/index.ts', './fine.js'],
  ['src/channel/fine.ts', '../protocol/index.js', 'node:net', 'node:stream'],
  ['src/billing/index.ts', './engine.js'],
  ['src/billing/engine.ts', 'node:fs'],
  ['src/investigation/index.ts', './model.js'],
  ['src/investigation/model.ts', '@anthropic-ai/sdk', '../channel/index.js', '../protocol/index.js', { type: '../billing/index.js' }],
  ['src/egress/fine.ts', '../cage/index.js', 'node:https', 'node:dns/promises', 'node:net'],
  ['src/executor/run.ts', '../gate/index.js', '../audit/index.js', 'node:child_process', 'execa'],
  ['src/executor/fine.ts', 'node:fs', 'piscina', 'node:worker_threads'],
  ['src/cage/native.ts', 'koffi', 'node:module'],
  ['workers/orchestrator.ts', '../src/investigation/index.js', '../src/channel/index.js'],
  ['workers/billing.ts', '../src/billing/index.js', '../src/channel/index.js'],
  ['workers/cage-entry.ts', '../src/cage/canaries.js', '../src/cage/profile.js', 'node:fs'],
  ['workers/landlock-launcher.ts', '../src/cage/landlock.js'],
  ['workers/digest.ts', '../src/executor/digest.js'],
  ['workers/keeper.ts', '../src/executor/keep.js'],
  ['src/executor/keep.ts', '../cage/index.js', 'node:child_process'],
  ['src/executor/digest.ts', '../shared/index.js', '../digest/index.js'],
  ['src/digest/index.ts', '../shared/index.js'],
  ['src/cage/canaries.ts', 'node:fs'],
  ['src/cage/profile.ts', '../shared/index.js'],
  ['src/cage/landlock.ts', './native.js'],
  ['src/programs/index.ts', 'node:fs'],
  ['src/supervisor/child.ts', { type: 'node:child_process' }, '../programs/index.js'],
  ['workers/judge.ts', '../src/inspect/judge-thread.js', 'piscina'],
  ['test/gate/fine.test.ts', '../../src/gate/fine.js', 'tap', 'fast-check', 'node:fs', 'node:child_process'],
];

const rows = BROKEN.flatMap(([rule, ...rest]) =>
  (typeof rest[0] === 'string' ? [rest] : rest).map(([file, target, how]) => ({ rule, file, target, how })),
);
const edges = (table) =>
  table.flatMap(([file, ...targets]) =>
    targets.map((target) => {
      if (typeof target === 'string') return { file, target };
      const [[how, lazyOrType]] = Object.entries(target);
      return { file, target: lazyOrType, how };
    }),
  );
const helpers = edges(HELPERS);
const allowed = edges(ALLOWED);

function statement(target, how) {
  if (target === undefined) return 'export const nothing = 0;';
  if (how === 'type') return `import type { Nothing } from '${target}';\nexport type Same = Nothing;`;
  if (how === 'lazy') return `export const later = () => import('${target}');`;
  return `import '${target}';`;
}

function write(root, file, lines) {
  mkdirSync(join(root, dirname(file)), { recursive: true });
  writeFileSync(join(root, file), `${lines.join('\n')}\n`, { flag: 'a' });
}

function plant(rowsOfFiles) {
  const root = mkdtempSync(join(tmpdir(), 'ghosthunter-rules-'));
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  const dependencies = 'zod shell-quote pino piscina execa koffi smol-toml commander @anthropic-ai/sdk'.split(' ');
  const versions = (names) => Object.fromEntries(names.map((name) => [name, '*']));
  const manifest = { type: 'module', dependencies: versions(dependencies), devDependencies: versions(['tap', 'fast-check']) };
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  for (const zone of ZONES) write(root, `src/${zone}/index.ts`, ['export const door = 0;', 'export type Nothing = 0;']);
  for (const { file, target, how } of rowsOfFiles) write(root, file, [statement(target, how)]);
  return root;
}

async function brokenIn(rowsOfFiles) {
  const root = plant(rowsOfFiles);
  try {
    return (await brokenRules(root)).broken;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const complaints = [];

const broken = await brokenIn([...rows, ...helpers]);
for (const { rule, file } of rows) {
  const fired = broken.some((one) => one.rule === rule && (one.from === file || one.to === file));
  if (!fired) complaints.push(`did not fire: \`${rule}\` on ${file}`);
}
const proven = new Set(rows.map(({ rule }) => rule));
for (const { name } of views.flatMap(({ forbidden }) => forbidden)) {
  if (!proven.has(name)) complaints.push(`has no proof: \`${name}\``);
}

for (const { rule, from, to } of await brokenIn(allowed)) {
  if (from === to && rule === 'no orphans') continue; // The empty doors of this tree.
  complaints.push(`fired on what is allowed: \`${rule}\` on ${from} -> ${to}`);
}

for (const complaint of complaints) console.error(complaint);
console.log(`${proven.size} import rules broken on purpose in ${rows.length} places; ${allowed.length} allowed imports let through`);
process.exitCode = complaints.length === 0 ? 0 : 1;
