// The lives of the processes: however the supervisor dies, everything it started is gone within two seconds, what a tool left behind
// included; however a child dies, hangs or floods, the supervisor survives it, says so, and leaves nothing.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { leftByPlainParent, withWholeRun } from '../../../scripts/rig/whole-run.mjs';
import { bytes, damage, frame, runWire, unharmed } from '../../../scripts/rig/wire.mjs';

const BETWEEN_SIGNALS = 300;
const MIB = 1024 * 1024;
const CHILDREN = ['orchestrator', 'egress', 'billing', 'executor'];
const HOSTILE = fileURLToPath(new URL('../inside/wire.mjs', import.meta.url));

const names = (run) => run.entries().map(({ event, name }) => (event === 'record' ? name : event));

/** The supervisor is sent signals, one after the other. */
const supervisorDies = (signals, expected, recorded) => ({
  number: 40,
  name: `the supervisor gets ${signals.join(', then ')}`,
  expected: `${expected}, nobody left; ${recorded}`,
  run: (stage) =>
    withWholeRun(stage, async (run) => {
      for (const [at, signal] of signals.entries()) {
        if (at > 0) await pause(BETWEEN_SIGNALS);
        run.supervisor.kill(signal);
      }
      return `${await run.aftermath()}; ${names(run).join(' ')}`;
    }),
});

const control = {
  number: 40,
  name: 'control: the same tool, started by a plain process that is killed, leaves things behind',
  once: true,
  expected: 'all of them left',
  run: leftByPlainParent,
};

const supervisor = [
  supervisorDies(['SIGINT'], 'exit 130', 'start cleared approved interrupted stop'),
  supervisorDies(['SIGTERM'], 'exit 143', 'start cleared approved interrupted stop'),
  supervisorDies(['SIGHUP'], 'exit 143', 'start cleared approved interrupted stop'),
  supervisorDies(['SIGKILL'], 'SIGKILL', 'start cleared approved'),
  supervisorDies(['SIGSTOP', 'SIGKILL'], 'SIGKILL', 'start cleared approved'),
  supervisorDies(['SIGQUIT'], 'exit 143', 'start cleared approved interrupted stop'),
  supervisorDies(['SIGABRT'], 'SIGABRT', 'start cleared approved'),
];

/** One child is killed: the supervisor ends the run by itself, as failed, and says who it was. */
const childDies = (who) => ({
  number: 41,
  name: `the ${who} is killed`,
  expected: 'exit 1, nobody left; it says who; the log holds',
  run: (stage) =>
    withWholeRun(stage, async (run) => {
      process.kill(run.pids()[who], 'SIGKILL');
      const aftermath = await run.aftermath();
      const said = run
        .text()
        .out.split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
        .find(({ event }) => event === 'ended');
      const saysWho = said?.outcome === 'failed' && said.detail.startsWith(who) && /SIGKILL|137/.test(said.detail);
      const logged = names(run).slice(0, 2).join(' ') === 'start cleared' && (who === 'executor' || names(run).includes('failed'));
      return [aftermath, saysWho ? 'it says who' : `it says ${said?.detail}`, logged ? 'the log holds' : names(run).join(' ')].join('; ');
    }),
});

/** One child hangs: the supervisor still answers to a person. */
const childHangs = (who) => ({
  number: 41,
  name: `the ${who} is stopped, then Ctrl-C`,
  expected: 'exit 130, nobody left',
  run: (stage) =>
    withWholeRun(stage, async (run) => {
      process.kill(run.pids()[who], 'SIGSTOP');
      await pause(BETWEEN_SIGNALS);
      run.supervisor.kill('SIGINT');
      return run.aftermath();
    }),
});

const children = CHILDREN.flatMap((who) => [childDies(who), childHangs(who)]);

/** What the orchestrator does to itself; how the run ended, and whether that is on record. */
const orchestratorEnds = (number, name, expected, steps, over = {}) => ({
  number,
  name,
  once: over.once ?? false,
  expected,
  run: async (stage) => {
    const report = await runWire(steps, { ...stage, ...over });
    const { outcome, detail } = report.ending;
    const isRecorded = report.entries.some((entry) => entry.event === 'record' && entry.name === outcome && entry.detail === detail);
    const started = report.entries.filter(({ event }) => event === 'cleared').length;
    const finished = report.entries.filter(({ event }) => event === 'ran' || event === 'not-run').length;
    // A command that ran and is not on record as cleared would show as spawned.
    const half = finished <= started ? [] : ['a result without a verdict'];
    const how = detail.replace(/held \d+ MiB/, 'held N MiB').replace(/was ended by SIG\w+|left with exit code 1\d\d$/, 'was killed');
    return [outcome, how, isRecorded ? 'recorded' : 'not recorded', ...half, unharmed(report)].join('; ');
  },
});

const proposal = bytes(3, frame({ kind: 'propose', id: 2, command: 'gcloud projects list --limit=1' }));
const failed = (how) => `failed; orchestrator ${how}; recorded; unharmed`;
const ends = [
  orchestratorEnds(41, 'the orchestrator leaves as if all were well, with a proposal open', failed('left with exit code 0'), [
    proposal,
    { exit: 0 },
  ]),
  orchestratorEnds(41, 'it aborts, with a proposal open', failed('was killed'), [proposal, { abort: true }]),
  orchestratorEnds(41, 'it throws, with a proposal open', failed('left with exit code 1'), [proposal, { crash: true }], { once: true }),
  orchestratorEnds(
    41,
    'it closes its lane and stays',
    'out-of-budget; the run took longer than 2 s; recorded; unharmed',
    [proposal, { lines: 3, count: 2 }, { close: 3 }],
    { seconds: 2, once: true },
  ),
  orchestratorEnds(39, 'it spins', 'out-of-budget; the run took longer than 5 s; recorded; unharmed', [proposal, { spin: true }], {
    seconds: 5,
  }),
  orchestratorEnds(39, 'it eats memory', 'failed; the orchestrator held N MiB of memory; recorded; unharmed', [{ memory: true }]),
  orchestratorEnds(39, 'it prints 64 MiB on each stream', 'done; ; not recorded; unharmed', [
    { say: 1, text: `${'x'.repeat(65_535)}\n`, times: 1_024 },
    { say: 2, text: `\u001b]0;x\u0007${'y'.repeat(65_529)}\n`, times: 1_024 },
    bytes(3, frame({ kind: 'bye', id: 2 })),
  ]),
];

/** The billing process is taken over as well, and floods its lanes. */
const billingFloods = {
  number: 39,
  name: 'the billing process floods both of its lanes',
  expected: 'failed, billing broke the protocol, the others unharmed',
  run: async (stage) => {
    const scene = join(mkdtempSync(join(stage.folder, 'billing-')), 'scene.json');
    const steps = [3, 4].map((lane) => bytes(lane, Buffer.alloc(MIB, 'x'), 4));
    writeFileSync(scene, `${JSON.stringify({ steps, deaf: true, quiet: true })}\n`);
    const report = await runWire([], { ...stage, adjust: (plan) => ({ ...plan, billing: HOSTILE, bill: [scene] }) });
    // It is killed for it, and may be gone already when the others are looked at.
    const others = damage(report).filter((what) => !what.startsWith('billing'));
    return [
      report.ending.outcome,
      report.ending.detail.replace(/:.*/, ''),
      ...(others.length === 0 ? ['the others unharmed'] : others),
    ].join(', ');
  },
};

/** The API answers without end. */
const apiFloods = {
  number: 26,
  name: 'the API answers without end: egress gives up, its memory stays bounded',
  once: true,
  expected: 'broken answer-too-long, memory bounded, unharmed',
  run: async (stage) => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const baseUrl = `http://127.0.0.1:${server.address().port}`;
    let resident = Number.POSITIVE_INFINITY;
    const body = JSON.stringify({ model: 'rig-model', max_tokens: 10, messages: [{ role: 'user', content: 'x' }] });
    try {
      const report = await runWire([bytes(4, frame({ kind: 'call', id: 1, method: 'POST', path: '/v1/messages', headers: {}, body }))], {
        ...stage,
        seconds: 5,
        adjust: (plan) => ({ ...plan, egress: { ...plan.egress, baseUrl } }),
        look: ({ pids }) => {
          resident = Number(readFileSync(`/proc/${pids.egress}/statm`, 'utf8').split(' ')[1]) * 4_096;
        },
      });
      const last = report.said.filter(({ received }) => received === 4).at(-1)?.line ?? '{}';
      const { kind, code } = last.includes('"part"') ? { kind: 'part' } : JSON.parse(last);
      return [`${kind} ${code}`, resident < 300 * MIB ? 'memory bounded' : `${resident} bytes`, unharmed(report)].join(', ');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
};

/** The tool prints without end; the executor keeps what it may and ends it at Ctrl-C. */
const toolFloods = {
  number: 39,
  name: 'a tool prints without end',
  once: true,
  expected: 'memory bounded, exit 130, nobody left',
  run: (stage) =>
    withWholeRun({ ...stage, tool: (mark) => `yes 600.${mark}1 &`, left: 1 }, async (run) => {
      await pause(1_500);
      const resident = Number(readFileSync(`/proc/${run.pids().executor}/statm`, 'utf8').split(' ')[1]) * 4_096;
      run.supervisor.kill('SIGINT');
      return `${resident < 300 * MIB ? 'memory bounded' : `${resident} bytes`}, ${await run.aftermath()}`;
    }),
};

export const checks = [control, ...supervisor, ...children, ...ends, billingFloods, apiFloods, toolFloods];
