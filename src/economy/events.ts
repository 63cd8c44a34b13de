// A whole message as the events of a streamed one, as the SDK expects them: the run asked for a stream, and a batch knows only the end of it.

import type { Message } from './answers.js';

const PIECE = 4_096;
const HIGH_HALF = /[\ud800-\udbff]$/;

/** Never between the halves of a character. */
function pieces(text: string): readonly string[] {
  const made: string[] = [];
  for (let at = 0; at < text.length; ) {
    const whole = text.slice(at, at + PIECE);
    const part = whole.length > 1 && HIGH_HALF.test(whole) && at + whole.length < text.length ? whole.slice(0, -1) : whole;
    made.push(part);
    at += part.length;
  }
  return made;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Parts {
  readonly start: object;
  readonly deltas: readonly object[];
}

function partsOf(block: Message['content'][number]): Parts {
  switch (block.type) {
    case 'text':
      return {
        start: { ...block, text: '' },
        deltas: pieces(textOf(block['text'])).map((text) => ({ type: 'text_delta', text })),
      };
    case 'thinking': {
      const signature = textOf(block['signature']);
      return {
        start: { ...block, thinking: '', signature: '' },
        deltas: [
          ...pieces(textOf(block['thinking'])).map((thinking) => ({ type: 'thinking_delta', thinking })),
          ...(signature === '' ? [] : [{ type: 'signature_delta', signature }]),
        ],
      };
    }
    // What was not asked for is passed on as what it is: whoever asked says what to think of it.
    default:
      return { start: block, deltas: [] };
  }
}

const written = (type: string, rest: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;

export function* eventsOf(message: Message): Generator<string> {
  const { content, stop_reason: stop, usage } = message;
  yield written('message_start', {
    message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage: { ...usage, output_tokens: 0 } },
  });
  for (const [index, block] of content.entries()) {
    const { deltas, start } = partsOf(block);
    yield written('content_block_start', { index, content_block: start });
    for (const delta of deltas) yield written('content_block_delta', { index, delta });
    yield written('content_block_stop', { index });
  }
  yield written('message_delta', { delta: { stop_reason: stop, stop_sequence: message['stop_sequence'] ?? null }, usage });
  yield written('message_stop', {});
}
