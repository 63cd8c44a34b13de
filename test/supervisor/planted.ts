// Orchestrators that tests plant, and the runs that they are planted in.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Conclusion, Evidence, LedgerEntry, Round } from '../../src/protocol/index.js';
import type { RunFlags } from '../../src/supervisor/run-options.js';
import type { Ended, Home } from '../process/ghosthunter.js';

const RUNNER = fileURLToPath(new URL('./planted-run.js', import.meta.url));
const MILLISECONDS = 40_000;

/** Asks one thing after the other and prints each answer on its standard output; `acts` is the body of an async function. */
const PROGRAM = `
import { Socket } from 'node:net';
const socket = new Socket({ fd: 3 });
let rest = '';
const waiting = new Map();
const early = new Map();
socket.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    const frame = JSON.parse(line);
    const resolve = waiting.get(frame.id);
    if (resolve) resolve(frame); else early.set(frame.id, frame);
  }
});
socket.on('error', () => process.exit(0)).on('close', () => process.exit(0));
const answerTo = (id) => early.has(id) ? Promise.resolve(early.get(id)) : new Promise((resolve) => waiting.set(id, resolve));
let id = 1;
const ask = (question) => { id += 1; socket.write(JSON.stringify({ ...question, id }) + '\\n'); return answerTo(id); };
const write = (entry) => ask({ kind: 'write-entry', entry });
const propose = (command) => ask({ kind: 'propose', command });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const welcome = await answerTo(1);
ACTS
await ask({ kind: 'bye' });
process.exit(0);
`;

export function planted(at: Home, name: string, acts: string): string {
  return at.write(
    `${name}.mjs`,
    PROGRAM.replace('ACTS', () => acts),
    0o644,
  );
}

export interface PlantedRun {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what came to standard output so far, and how to kill the supervisor outright. */
  readonly watch?: (out: string, kill: () => void) => void;
}

export function runPlanted(at: Home, orchestrator: string, flags: Partial<RunFlags>, over: PlantedRun = {}): Promise<Ended> {
  const child = spawn(process.execPath, [RUNNER, orchestrator, JSON.stringify({ files: [], json: true, ...flags })], {
    cwd: at.path,
    env: { PATH: '/usr/bin:/bin', HOME: at.path, ...over.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MILLISECONDS,
    killSignal: 'SIGKILL',
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    over.watch?.(out, () => child.kill('SIGKILL'));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal, out, err });
    });
  });
}

export const OPENED: LedgerEntry = { entry: 'opened', currency: 'USD', spike: 1 };

export const round = (number: number, over: Partial<Round> = {}): Round => ({
  entry: 'round',
  round: number,
  by: 'offline',
  hypotheses: [
    { cause: 'A01', statement: 'traffic goes through a NAT gateway', confidence: 0.5, for: [], against: [], refute: 'no gateway' },
  ],
  unknown: 0.5,
  action: { do: 'conclude', why: 'enough' },
  thinking: '',
  ...over,
});

export const evidence = (name: string, over: Partial<Evidence> = {}): Evidence => ({
  entry: 'evidence',
  evidence: name,
  round: 1,
  source: 'command',
  asked: 'x',
  outcome: 'answered',
  findings: [{ text: 'one gateway', at: 'NatGateways[0]' }],
  reading: null,
  supports: ['A01'],
  weakens: [],
  excerpt: '',
  microUsd: 0,
  ...over,
});

export const conclusion = (over: Partial<Conclusion> = {}): Conclusion => ({
  entry: 'conclusion',
  outcome: 'cause-found',
  by: 'offline',
  cause: 'A01',
  title: 'A NAT gateway carries traffic to S3',
  statement: 'Since the route changed all traffic to S3 goes through the gateway.',
  confidence: 0.9,
  evidence: [],
  ruledOut: [],
  notVerified: [],
  fixes: [
    {
      urgency: 'now',
      what: 'add a gateway endpoint',
      command: 'aws ec2 create-vpc-endpoint --vpc-id vpc-1',
      verify: 'aws ec2 describe-vpc-endpoints',
    },
  ],
  money: { currency: 'USD', excess: '3000000000000', perDay: '200000000000', projectedMonth: '6000000000000', explanation: 'volume' },
  next: [],
  stopped: 'confident',
  ...over,
});

const days = Array.from({ length: 60 }, (_, at) => new Date(Date.UTC(2026, 6, 1 + at)).toISOString());

/** Sixty days of three services; `rise` is what the first of them costs more since day 46. */
export function billOf(provider: string, service: string, rise = 220): string {
  const lines = days.flatMap((day, at) =>
    [
      [service, 40 + (at % 5) + (at > 45 ? rise : 0)],
      ['Storage', 12 + (at % 3)],
      ['Functions', 5],
    ].map(
      ([name, cost]) =>
        `${day},${days[at + 1] ?? '2026-08-30T00:00:00.000Z'},${provider},${String(name)},X,111122223333,us-east-1,${String(cost)},${String(cost)},USD,Usage`,
    ),
  );
  return `ChargePeriodStart,ChargePeriodEnd,ProviderName,ServiceName,SkuId,SubAccountId,RegionId,BilledCost,EffectiveCost,BillingCurrency,ChargeCategory\n${lines.join('\n')}\n`;
}
