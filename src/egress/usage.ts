// Reads from a passing answer what it used. It looks, it changes nothing. What it does not understand is not known, and what is
// not known is booked at the worst case.

import * as z from 'zod';
import { parseJson } from '../protocol/index.js';
import type { Tokens } from './prices.js';

const count = z.int().min(0).max(100_000_000);
const known = count.nullable().optional();

const usage = z.object({
  input_tokens: known,
  cache_creation_input_tokens: known,
  cache_read_input_tokens: known,
  cache_creation: z.object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }).nullable().optional(),
  output_tokens: known,
});
type Usage = z.infer<typeof usage>;

const answer = z.object({ type: z.literal('message'), usage });
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: z.object({ usage }) }),
  z.object({ type: z.literal('message_delta'), usage }),
]);

/** An event with usage is short; a longer line is text of the model, and passes unread. */
const LINE_CHARACTERS = 65_536;

function asTokens(found: Usage): Tokens {
  const written = found.cache_creation_input_tokens ?? 0;
  const split = found.cache_creation;
  return {
    input: found.input_tokens ?? 0,
    cacheWrite5m: split?.ephemeral_5m_input_tokens ?? 0,
    // Without the split it could be the dearer kind.
    cacheWrite1h: split ? split.ephemeral_1h_input_tokens : written,
    cacheRead: found.cache_read_input_tokens ?? 0,
    output: found.output_tokens ?? 0,
  };
}

export interface UsageMeter {
  /** The next text of the answer. */
  read(text: string): void;
  /** The answer is over, or broke off. `output` is the worst case where the answer did not say it. */
  total(): { readonly tokens: Tokens; readonly isWorstCase: boolean };
}

function jsonMeter(worst: Tokens): UsageMeter {
  const parts: string[] = [];
  return {
    read(text) {
      parts.push(text);
    },
    total() {
      const value = parseJson(parts.join(''));
      const found = answer.safeParse(value.ok ? value.value : undefined);
      return found.success ? { tokens: asTokens(found.data.usage), isWorstCase: false } : { tokens: worst, isWorstCase: true };
    },
  };
}

function eventMeter(worst: Tokens): UsageMeter {
  let line = '';
  let isTooLong = false;
  let start: Usage | undefined;
  let last: Usage | undefined;

  function readLine(): void {
    // Inside a text of the model every quote is escaped, so this finds the key and not the word.
    if (isTooLong || !line.startsWith('data:') || !line.includes('"usage"')) return;
    const value = parseJson(line.slice('data:'.length));
    const found = event.safeParse(value.ok ? value.value : undefined);
    if (!found.success) return;
    if (found.data.type === 'message_start') start = found.data.message.usage;
    else last = found.data.usage;
  }

  return {
    read(text) {
      for (const [index, piece] of text.split(/\r\n|\r|\n/).entries()) {
        if (index > 0) {
          readLine();
          line = '';
          isTooLong = false;
        }
        isTooLong ||= line.length + piece.length > LINE_CHARACTERS;
        line = isTooLong ? '' : line + piece;
      }
    },
    total() {
      if (!start) return { tokens: worst, isWorstCase: true };
      const begun = asTokens(start);
      // The last event counts from the beginning of the answer; what it leaves out was said at the start.
      if (last?.output_tokens == null) return { tokens: { ...begun, output: worst.output }, isWorstCase: true };
      const input = last.input_tokens ?? begun.input;
      return { tokens: { ...begun, input, output: last.output_tokens }, isWorstCase: false };
    },
  };
}

export function usageMeter(contentType: string, worst: Tokens): UsageMeter {
  return contentType.startsWith('text/event-stream') ? eventMeter(worst) : jsonMeter(worst);
}
