// One call of a model: sent, timed, read event by event, and given up where it stalls, floods or never ends. What came is text; nobody
// has judged it yet.

import * as z from 'zod';
import { type CallBody, type CallFailure, callFailure, type ModelClient, openAnswer } from './model.js';

export interface CallLimits {
  /** From the beginning of the call to its end, waits between tries included. */
  readonly totalMilliseconds: number;
  /** Between two events. */
  readonly stallMilliseconds: number;
  /** An answer that is longer is not read on. */
  readonly textCharacters: number;
  readonly thinkingCharacters: number;
}

export const CALL_LIMITS: CallLimits = {
  totalMilliseconds: 540_000,
  stallMilliseconds: 90_000,
  textCharacters: 48_000,
  thinkingCharacters: 64_000,
};

export interface Reply {
  readonly text: string;
  readonly thinking: string;
  readonly stop: string;
  /** Blocks that were never asked for: a tool's, for one. */
  readonly strange: readonly string[];
}

export type CallOutcome =
  | { readonly outcome: 'replied'; readonly reply: Reply }
  /** The answer began and did not end. */
  | { readonly outcome: 'broken'; readonly why: string }
  | { readonly outcome: 'flooded' }
  | { readonly outcome: 'stalled' | 'late' }
  | { readonly outcome: 'failed'; readonly failure: CallFailure };

/** What was read so far, as it grows. */
export interface Growth {
  readonly text: string;
  readonly thinking: string;
}

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('content_block_start'), content_block: z.object({ type: z.string().max(100), text: z.string().optional() }) }),
  z.object({
    type: z.literal('content_block_delta'),
    delta: z.object({ type: z.string().max(100), text: z.string().optional(), thinking: z.string().optional() }),
  }),
  z.object({ type: z.literal('message_delta'), delta: z.object({ stop_reason: z.string().max(100).nullable().optional() }) }),
  z.object({ type: z.literal('message_stop') }),
]);

const ASKED_FOR: ReadonlySet<string> = new Set(['text', 'thinking', 'redacted_thinking']);
const MOST_STRANGE = 8;

interface Growing {
  readonly grown: () => Growth & { readonly stop: string; readonly strange: readonly string[]; readonly isComplete: boolean };
  readonly read: (raw: unknown) => void;
}

/** Parts of an answer, put together as they come. */
function openGrowing(limits: CallLimits): Growing {
  let text = '';
  let thinking = '';
  let stop = '';
  let isComplete = false;
  const strange: string[] = [];
  return {
    grown: () => ({ text, thinking, stop, strange, isComplete }),
    read: (raw) => {
      const found = event.safeParse(raw);
      // What is not one of these says nothing that is needed here.
      if (!found.success) return;
      const one = found.data;
      switch (one.type) {
        case 'content_block_start':
          if (one.content_block.type === 'text') text += one.content_block.text ?? '';
          else if (!ASKED_FOR.has(one.content_block.type) && strange.length < MOST_STRANGE) strange.push(one.content_block.type);
          return;
        case 'content_block_delta':
          if (one.delta.type === 'text_delta') text += one.delta.text ?? '';
          if (one.delta.type === 'thinking_delta' && thinking.length < limits.thinkingCharacters) thinking += one.delta.thinking ?? '';
          return;
        case 'message_delta':
          stop = one.delta.stop_reason ?? stop;
          return;
        case 'message_stop':
          isComplete = true;
      }
    },
  };
}

type Pulled = { readonly step: IteratorResult<unknown> } | { readonly failure: CallFailure };

async function pulled(events: AsyncIterator<unknown>): Promise<Pulled> {
  try {
    return { step: await events.next() };
  } catch (cause) {
    return { failure: callFailure(cause) };
  }
}

type Opened = { readonly events: AsyncIterator<unknown> } | { readonly failure: CallFailure };

async function opened(client: ModelClient, body: CallBody, signal: AbortSignal): Promise<Opened> {
  try {
    return { events: await openAnswer(client, body, signal) };
  } catch (cause) {
    return { failure: callFailure(cause) };
  }
}

interface Watch {
  readonly signal: AbortSignal;
  /** Something came. */
  readonly beat: (milliseconds: number) => void;
  readonly giveUp: () => void;
  readonly late: () => 'stalled' | 'late' | undefined;
  readonly stop: () => void;
}

/** Two clocks: one for the whole call, one that every event sets back. */
function openWatch({ totalMilliseconds }: CallLimits): Watch {
  const controller = new AbortController();
  let why: 'stalled' | 'late' | undefined;
  const end = (reason: 'stalled' | 'late') => (): void => {
    why ??= reason;
    controller.abort();
  };
  const total = setTimeout(end('late'), totalMilliseconds);
  let stall: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    beat: (milliseconds) => {
      clearTimeout(stall);
      stall = setTimeout(end('stalled'), milliseconds);
    },
    giveUp: () => {
      controller.abort();
    },
    late: () => why,
    stop: () => {
      clearTimeout(total);
      clearTimeout(stall);
    },
  };
}

/** What still comes after the last event is waited for only so long. */
const TAIL_MILLISECONDS = 1_000;

async function read(
  events: AsyncIterator<unknown>,
  watch: Watch,
  limits: CallLimits,
  onGrowth: (grown: Growth) => void,
): Promise<CallOutcome> {
  const growing = openGrowing(limits);
  for (;;) {
    const { isComplete, stop, strange, text, thinking } = growing.grown();
    if (text.length > limits.textCharacters) {
      watch.giveUp();
      return { outcome: 'flooded' };
    }
    watch.beat(isComplete ? TAIL_MILLISECONDS : limits.stallMilliseconds);
    const next = await pulled(events);
    const late = watch.late();
    const isOver = late !== undefined || 'failure' in next || next.step.done === true;
    if (isOver && isComplete) return { outcome: 'replied', reply: { text, thinking, stop, strange } };
    if (late !== undefined) return { outcome: late };
    if ('failure' in next) return { outcome: 'broken', why: next.failure.message };
    if (next.step.done === true) return { outcome: 'broken', why: 'the answer has no end' };
    growing.read(next.step.value);
    onGrowth(growing.grown());
  }
}

/** Never throws for what the far side did. */
export async function callModel(
  client: ModelClient,
  body: CallBody,
  limits: CallLimits,
  onGrowth: (grown: Growth) => void,
): Promise<CallOutcome> {
  const watch = openWatch(limits);
  try {
    const answer = await opened(client, body, watch.signal);
    const late = watch.late();
    if (late !== undefined) return { outcome: late };
    if ('failure' in answer) return { outcome: 'failed', failure: answer.failure };
    return await read(answer.events, watch, limits, onGrowth);
  } finally {
    watch.stop();
  }
}
