// What is learned from the events of a run while it goes, in a few fields: a batch follows many runs, and keeps the text of none.
// Trusts the supervisor that wrote them to be ours, and nothing that they quote.

import * as z from 'zod';
import { parseJson } from '../protocol/index.js';

const EVENT = /^\{"schema_version":\d{1,3},"event":"([a-z-]{1,40})"/u;
const nano = z.string().regex(/^-?\d{1,40}$/u);
const whole = z.number().int().min(0);

const used = z.object({ commands: whole, microUsd: whole });
const answered = z.object({ answer: z.object({ kind: z.string(), spent: used }) });
const modelled = z.object({ totalMicroUsd: whole });
const ended = z.object({ outcome: z.string().max(40), detail: z.string() });

/** Money that a bill rose by, in billionths of its currency. */
const money = z.object({ currency: z.string().max(16), excess: nano, perDay: nano, projectedMonth: nano });

const conclusion = z.object({
  cause: z.union([z.string().max(40), z.null()]),
  title: z.string().max(400),
  statement: z.string().max(6_000),
  confidence: z.number().min(0).max(1),
  by: z.string().max(40),
  money: z.union([money, z.null()]),
});

const key = z.object({ provider: z.string(), account: z.string(), service: z.string(), usageType: z.string(), region: z.string() });

/** The end of an investigation: its last event, and what its folder keeps. */
const reported = z.object({
  run: z.string(),
  outcome: z.enum(['cause-found', 'inconclusive', 'nothing-found', 'not-concluded']),
  ending: ended,
  spike: z.union([z.object({ key, severity: z.string() }), z.null()]),
  conclusion: z.union([conclusion, z.null()]),
  spent: used.extend({ milliseconds: z.number().min(0) }),
});
export type SeenReport = z.infer<typeof reported>;

export interface Seen {
  readonly report: SeenReport | undefined;
  /** Its executor was ready in this process: from here on it may have spent. */
  readonly wasStarted: boolean;
  readonly commands: number;
  readonly microUsd: number;
  readonly ending: { readonly outcome: string; readonly detail: string } | undefined;
}

export const NOTHING_SEEN: Seen = { report: undefined, wasStarted: false, commands: 0, microUsd: 0, ending: undefined };

export function parseReport(text: string): SeenReport | undefined {
  const json = parseJson(text);
  const parsed = json.ok ? reported.safeParse(json.value) : undefined;
  return parsed?.success === true ? parsed.data : undefined;
}

function valueOf<Value>(line: string, schema: z.ZodType<Value>): Value | undefined {
  const json = parseJson(line);
  const parsed = json.ok ? schema.safeParse(json.value) : undefined;
  return parsed?.success === true ? parsed.data : undefined;
}

/** The name of the event that a line holds; most are not read further. */
export function eventOf(line: string): string | undefined {
  return EVENT.exec(line)?.[1];
}

export function see(seen: Seen, line: string): Seen {
  switch (eventOf(line)) {
    case 'started':
    // A bill that is asked for is paid before its investigation starts.
    case 'proposed':
      return { ...seen, wasStarted: true };
    case 'answered': {
      const spent = valueOf(line, answered)?.answer.spent;
      return spent ? { ...seen, commands: spent.commands, microUsd: Math.max(seen.microUsd, spent.microUsd) } : seen;
    }
    case 'model':
      return { ...seen, microUsd: Math.max(seen.microUsd, valueOf(line, modelled)?.totalMicroUsd ?? 0) };
    case 'ended':
      return { ...seen, ending: valueOf(line, ended) };
    case 'report': {
      const report = valueOf(line, reported);
      return report ? { ...seen, report, commands: report.spent.commands, microUsd: report.spent.microUsd } : seen;
    }
    case undefined:
    default:
      return seen;
  }
}
