// Runs one module as the orchestrator of a real run, with everything around it alive and worth stealing, and says what it got.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { condition, harm } from './condition.mjs';
import { differences, fingerprint, plant } from './planted.mjs';
import { startUpstream } from './upstream.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const DIST = join(ROOT, 'dist');
const WATCH_MS = 10;
const MODEL = 'rig-model';

const load = (file) => import(join(DIST, 'src', file));

function processes() {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [{ pid: Number(name), ppid: Number(ppid), state }];
    } catch {
      return []; // it ended while we looked
    }
  });
}

/** Notes every process whose parent is the caged one. */
function watchChildren(pid) {
  const seen = new Map();
  const timer = setInterval(() => {
    for (const one of processes()) if (one.ppid === pid) seen.set(one.pid, `pid ${one.pid}`);
  }, WATCH_MS);
  return { stop: () => clearInterval(timer), seen: () => [...seen.values()] };
}

function areAlive(pids) {
  const all = processes();
  return pids.every((pid) => all.some((one) => one.pid === pid && !['T', 't', 'Z', 'X'].includes(one.state)));
}

/** A secret as it is, or as somebody would disguise it to carry it out. */
function disguises(secret) {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [secret, ...base64, bytes.toString('hex'), [...secret].reverse().join('')];
}

function found(secrets, texts) {
  const all = texts.join('\n');
  return secrets.filter((secret) => disguises(secret).some((one) => all.includes(one)));
}

/**
 * Runs `module` in the given tier; `env` holds planted secrets and is the environment of this very process.
 * `onLaunched` is told the pids and what is planted, `adjust` may change the plan, `look` sees the victims before anything is stopped.
 */
export async function runInCage({
  module,
  tier,
  seconds,
  env,
  extraReadOnly = [],
  adjust = (plan) => plan,
  onOutput = () => undefined,
  onLaunched = () => undefined,
  look = () => undefined,
}) {
  const [{ startSession }, { planSession }, { newRunId }, { DEFAULT_CONFIG }, { verifyLog }] = await Promise.all([
    load('supervisor/session.js'),
    load('supervisor/plan-session.js'),
    load('supervisor/investigation/open.js'),
    load('supervisor/config.js'),
    load('audit/index.js'),
  ]);
  const planted = await plant();
  const upstream = await startUpstream();
  const secrets = [...Object.values(env), ...planted.secrets];
  const state = join(planted.home, '.ghosthunter');
  const { readyStateDirectory } = await load('supervisor/state-directory.js');
  readyStateDirectory(state);
  const choice = {
    mode: 'active',
    approval: 'all',
    provider: 'gcp',
    world: undefined,
    files: [join(planted.home, '.netrc')],
    notes: [],
    spike: null,
    // Given, nothing is asked of the bill first: there is none here.
    script: [],
    model: { name: MODEL, maxTokens: 1_000 },
    compressor: null,
    showPrompts: false,
    key: env.ANTHROPIC_API_KEY,
    minimumTier: tier,
  };
  const config = {
    ...DEFAULT_CONFIG,
    model: { ...DEFAULT_CONFIG.model, base_url: upstream.url, max_tokens: 1_000 },
    cli: { directories: [planted.clis] },
  };
  const surroundings = { environment: env, home: planted.home };
  const plan = adjust({
    ...planSession(choice, config, surroundings, state, newRunId(new Date())),
    tiers: [tier],
    orchestrator: resolve(module),
    orchestratorReadOnly: extraReadOnly,
    bill: [],
    milliseconds: seconds * 1_000,
  });

  const texts = [];
  const isOurs = (path) => path === state || path.startsWith(`${state}/`);
  const before = { home: fingerprint(planted.home, isOurs), dist: fingerprint(DIST) };
  let children;
  let victimsAlive = false;
  let harmed = ['nothing was launched'];
  let victims = {};
  let isArmed = false;
  let healthy = {};
  const session = startSession(plan, {
    show: (shown) => texts.push(JSON.stringify(shown)),
    byHand: () => Promise.resolve({ answer: { output: null, note: null } }),
    approve: () => Promise.resolve({ answer: { decision: 'yes', note: null } }),
    ask: () => Promise.resolve({ answer: null }),
    ledger: { write: () => undefined, read: () => null },
    armed: () => {
      isArmed = true;
    },
    began: () => undefined,
    grew: () => undefined,
    named: () => undefined,
    said: (child, chunk) => {
      const text = Buffer.from(chunk).toString('utf8');
      texts.push(text);
      if (child === 'orchestrator') onOutput(text);
    },
    launched: (pids) => {
      children = watchChildren(pids.orchestrator);
      victims = { supervisor: process.pid, executor: pids.executor, egress: pids.egress, billing: pids.billing };
      healthy = Object.fromEntries(Object.entries(victims).map(([name, pid]) => [name, condition(pid)]));
      onLaunched({ pids, planted, state, healthy });
    },
    beforeTeardown: async (pids) => {
      victimsAlive = areAlive([process.pid, pids.executor, pids.egress]);
      harmed = harm(healthy, victims);
      await look({ pids, planted, state });
    },
  });
  try {
    const ending = await session.ended;
    // A run that failed before its executor was armed has no log yet, and could not have run a command.
    const isLogged = isArmed || existsSync(join(state, 'audit.log'));
    const audit = isLogged ? await verifyLog(state) : { ok: true };
    const log = isLogged ? readFileSync(join(state, 'audit.log'), 'utf8') : '';
    const cleared = log.split('\n').filter((line) => line.includes('"event":"cleared"')).length;
    const runs = planted.cliRuns();
    const strangeRequests = upstream.requests
      .filter((one) => one.method !== 'POST' || one.url !== '/v1/messages')
      .map((one) => `${one.method} ${one.url}`);
    // The key itself belongs in that one header, and nowhere else.
    const sent = upstream.requests.map(({ headers, body, url }) => JSON.stringify({ ...headers, authorization: '', body, url }));
    const after = { home: fingerprint(planted.home, isOurs), dist: fingerprint(DIST) };
    return {
      ending,
      upstream: upstream.requests,
      log,
      harmed,
      leaks: {
        tier,
        secretsSeen: found(secrets, [...texts, ...sent, log]),
        spawned: [...(children?.seen() ?? []), ...runs.slice(cleared)],
        filesTouched: [
          ...differences(before.home, after.home),
          ...differences(before.dist, after.dist),
          ...(audit.ok ? [] : ['audit.log']),
        ],
        connections: [...planted.connections, ...strangeRequests],
        victimsAlive,
      },
    };
  } finally {
    children?.stop();
    session.interrupt();
    upstream.close();
    planted.close();
  }
}
