// What a model's API can answer, well and badly: one behaviour each. The streamed ones follow the Messages API event by event.

import type { ServerResponse } from 'node:http';

/** What a behaviour may use of the request it answers. */
export interface Asked {
  readonly model: string;
  readonly usage: Readonly<Record<string, unknown>>;
  /** Counted from one, over the life of the server. */
  readonly count: number;
}

export type Behaviour = (response: ServerResponse, asked: Asked) => void;

export interface Said {
  readonly text: string;
  readonly thinking?: string;
  readonly stop?: string;
  /** Characters of one delta. */
  readonly piece?: number;
}

type Event = readonly [type: string, rest: object];

function pieces(text: string, size: number): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, n) => text.slice(n * size, (n + 1) * size));
}

function block(index: number, start: object, deltas: readonly object[]): readonly Event[] {
  return [
    ['content_block_start', { index, content_block: start }],
    ...deltas.map((delta): Event => ['content_block_delta', { index, delta }]),
    ['content_block_stop', { index }],
  ];
}

function startOf({ model, usage }: Asked): Event {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null };
  return ['message_start', { message: { ...message, usage: { ...usage, output_tokens: 1 } } }];
}

function endOf(stop: string, outputTokens: number): readonly Event[] {
  return [
    ['message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: outputTokens } }],
    ['message_stop', {}],
  ];
}

export const written = ([type, rest]: Event): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;

export function eventsOf({ piece = 40, stop = 'end_turn', text, thinking = '' }: Said, asked: Asked): readonly Event[] {
  const thought = pieces(thinking, piece).map((part) => ({ type: 'thinking_delta', thinking: part }));
  const said = pieces(text, piece).map((part) => ({ type: 'text_delta', text: part }));
  return [
    startOf(asked),
    ...(thinking === ''
      ? []
      : block(0, { type: 'thinking', thinking: '', signature: '' }, [...thought, { type: 'signature_delta', signature: 'c2ln' }])),
    ...block(thinking === '' ? 0 : 1, { type: 'text', text: '', citations: null }, said),
    ...endOf(stop, Math.ceil((text.length + thinking.length) / 3.5)),
  ];
}

function begin(response: ServerResponse, type = 'text/event-stream'): void {
  response.writeHead(200, { 'content-type': type, 'request-id': 'req_1' });
}

export const says =
  (said: string | Said): Behaviour =>
  (response, asked) => {
    begin(response);
    response.end(
      eventsOf(typeof said === 'string' ? { text: said } : said, asked)
        .map(written)
        .join(''),
    );
  };

export const saysJson = (value: unknown, more: Partial<Said> = {}): Behaviour => says({ ...more, text: JSON.stringify(value) });

export const refuses = says({ text: '', stop: 'refusal' });
export const isCutShort = says({ text: '{"hypotheses":[{"cause_id":"A0', stop: 'max_tokens' });
export const pauses = says({ text: '', stop: 'pause_turn' });
export const outgrowsItsWindow = says({ text: '', stop: 'model_context_window_exceeded' });

export const callsATool: Behaviour = (response, asked) => {
  begin(response);
  const tool = block(0, { type: 'tool_use', id: 'toolu_1', name: 'bash', input: {} }, [
    { type: 'input_json_delta', partial_json: '{"command":"rm -rf /"}' },
  ]);
  response.end([startOf(asked), ...tool, ...endOf('tool_use', 20)].map(written).join(''));
};

export const fails =
  (status: number, type: string, headers: Readonly<Record<string, string>> = {}, message = 'no'): Behaviour =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ type: 'error', error: { type, message } }));
  };

export const isOverloaded = (milliseconds: number): Behaviour => fails(529, 'overloaded_error', { 'retry-after-ms': String(milliseconds) });
export const isRateLimited = (milliseconds: number): Behaviour =>
  fails(429, 'rate_limit_error', { 'retry-after-ms': String(milliseconds) });

/** An error that comes when the answer has already begun. */
export const failsMidStream: Behaviour = (response, asked) => {
  begin(response);
  response.write(written(startOf(asked)));
  response.end(written(['error', { error: { type: 'overloaded_error', message: 'no more' } }]));
};

export const breaksOff: Behaviour = (response, asked) => {
  begin(response);
  const events = eventsOf({ text: '{"hypotheses":[' }, asked);
  response.write(events.slice(0, 3).map(written).join(''), () => response.destroy());
};

/** Ends well as HTTP, and not as an answer. */
export const endsEarly: Behaviour = (response, asked) => {
  begin(response);
  response.end(eventsOf({ text: '{"hypotheses":[' }, asked).slice(0, 3).map(written).join(''));
};

export const saysNothing: Behaviour = () => undefined;

export const stalls: Behaviour = (response, asked) => {
  begin(response);
  response.write(written(startOf(asked)));
};

/** One piece after the other, for ever. */
export const drips =
  (milliseconds: number): Behaviour =>
  (response, asked) => {
    begin(response);
    response.write(eventsOf({ text: 'x' }, asked).slice(0, 2).map(written).join(''));
    const timer = setInterval(() => {
      response.write(written(['content_block_delta', { index: 0, delta: { type: 'text_delta', text: ' ' } }]));
    }, milliseconds);
    response.on('close', () => {
      clearInterval(timer);
    });
  };

/** As much as the other side takes, for ever. */
export const floods: Behaviour = (response, asked) => {
  begin(response);
  response.write(eventsOf({ text: 'x' }, asked).slice(0, 2).map(written).join(''));
  const wave = written(['content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'x'.repeat(8_000) } }]).repeat(8);
  const pour = (): void => {
    while (!response.destroyed && response.write(wave));
    if (!response.destroyed) response.once('drain', pour);
  };
  pour();
};

/** Another kind of answer than was asked for. */
export const isOfType =
  (type: string, body: string): Behaviour =>
  (response) => {
    begin(response, type);
    response.end(body);
  };

/** Events of the right names and the wrong insides. */
export const speaksNonsense: Behaviour = (response) => {
  begin(response);
  const events = ['{"type":"content_block_delta"}', '{"type":"content_block_start","content_block":7}', '[]', 'null', '"x"', '{"type":9}'];
  response.end(events.map((data) => `event: content_block_delta\ndata: ${data}\n\n`).join(''));
};

export const speaksNoJson: Behaviour = (response, asked) => {
  begin(response);
  response.end(`${written(startOf(asked))}event: content_block_delta\ndata: {"type":\n\n`);
};
