// Somebody, or something, in a model's place: node scripts/model-server.mjs --folder DIR [--listen 127.0.0.1:8787]
// Speaks the Messages API, streamed or not. Each call is written to DIR as NNNN.request.json (the body as it came) and NNNN.prompt.txt (its
// texts, as somebody reads them); the answer is whatever appears as NNNN.answer.txt (or .json), put there whole: written beside and renamed.
// A file NNNN.stop.txt beside it names another stop reason than end_turn. One line of JSON on standard output tells of each call.
// Also the Message Batches API (create, retrieve, list, results): each request of a batch is a call as above, and the batch has ended when all of
// its answers are there.
// Behind ghosthunter: base_url = "http://127.0.0.1:8787" in section [model] of config.toml, with ANTHROPIC_API_KEY set to anything.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const BYTES_PER_TOKEN = 3.5;
const LOOK_MILLISECONDS = 150;
const SIGN_OF_LIFE_MILLISECONDS = 10_000;
const PIECE_CHARACTERS = 200;
const MOST_BODY_BYTES = 16 * 1024 * 1024;

function usage(message) {
  process.stderr.write(`model-server: ${message}\nusage: node scripts/model-server.mjs --folder DIR [--listen 127.0.0.1:8787]\n`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({ options: { folder: { type: 'string' }, listen: { type: 'string', default: '127.0.0.1:8787' } } }).values;
  } catch (cause) {
    return usage(cause.message);
  }
}

const { folder, listen } = options();
if (folder === undefined) usage('--folder is missing');
const [, host, port] = /^(.+):(\d{1,5})$/.exec(listen) ?? [];
if (host === undefined) usage(`\`${listen}\` is no host and port`);
mkdirSync(folder, { recursive: true, mode: 0o700 });

const tokens = (text) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
const blocksOf = (content) => (typeof content === 'string' ? [{ text: content }] : (content ?? []));
const all = (body) => [...blocksOf(body.system), ...body.messages.flatMap(({ content }) => blocksOf(content))];
const sum = (blocks) => blocks.reduce((total, { text }) => total + tokens(text ?? ''), 0);

/** Blocks that an earlier call began with as well are read from the cache; what is new up to the last mark is written to it. */
const earlier = [];
function usageOf(blocks) {
  const same = (other) => blocks.findIndex((block, at) => other[at]?.text !== block.text);
  const shared = Math.max(0, ...earlier.map((other) => (same(other) === -1 ? blocks.length : same(other))));
  const marked = Math.max(0, blocks.findLastIndex((block) => block.cache_control) + 1);
  const hit = Math.min(shared, marked);
  earlier.push(blocks.slice(0, marked));
  const written = sum(blocks.slice(hit, marked));
  return {
    input_tokens: sum(blocks.slice(marked)),
    cache_read_input_tokens: sum(blocks.slice(0, hit)),
    cache_creation_input_tokens: written,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
  };
}

async function bodyOf(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

let calls = 0;
function written(text, body) {
  calls += 1;
  const name = join(folder, String(calls).padStart(4, '0'));
  writeFileSync(`${name}.request.json`, text);
  writeFileSync(
    `${name}.prompt.txt`,
    `${all(body)
      .map((block) => block.text)
      .join('\n\n')}\n`,
  );
  return name;
}

function answerAt(name) {
  const file = [`${name}.answer.txt`, `${name}.answer.json`].find((one) => existsSync(one));
  if (file === undefined) return undefined;
  const stop = existsSync(`${name}.stop.txt`) ? readFileSync(`${name}.stop.txt`, 'utf8').trim() : 'end_turn';
  return { text: readFileSync(file, 'utf8').trim(), stop };
}

/** Resolves when the answer is there, or with nothing when nobody waits for it any more. */
function awaited(name, response, onWait) {
  return new Promise((resolve) => {
    let quiet = 0;
    const timer = setInterval(() => {
      const found = response.destroyed ? null : answerAt(name);
      if (found !== undefined) {
        clearInterval(timer);
        resolve(found ?? undefined);
        return;
      }
      quiet += LOOK_MILLISECONDS;
      if (quiet < SIGN_OF_LIFE_MILLISECONDS) return;
      quiet = 0;
      onWait();
    }, LOOK_MILLISECONDS);
  });
}

const head = (model, usage) => ({
  id: `msg_${String(calls)}`,
  type: 'message',
  role: 'assistant',
  model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { ...usage, output_tokens: 1 },
});

async function stream(response, name, model, usage) {
  const send = (type, rest = {}) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send('message_start', { message: head(model, usage) });
  send('content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } });
  // Whoever thinks for minutes is not taken for dead.
  const found = await awaited(name, response, () =>
    send('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: ' ' } }),
  );
  if (found === undefined) return;
  send('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'bm9uZQ==' } });
  send('content_block_stop', { index: 0 });
  send('content_block_start', { index: 1, content_block: { type: 'text', text: '', citations: null } });
  for (let at = 0; at < found.text.length; at += PIECE_CHARACTERS) {
    send('content_block_delta', { index: 1, delta: { type: 'text_delta', text: found.text.slice(at, at + PIECE_CHARACTERS) } });
  }
  send('content_block_stop', { index: 1 });
  send('message_delta', { delta: { stop_reason: found.stop, stop_sequence: null }, usage: { output_tokens: tokens(found.text) } });
  send('message_stop');
  response.end();
}

async function whole(response, name, model, usage) {
  const found = await awaited(name, response, () => undefined);
  if (found === undefined) return;
  const content = [{ type: 'text', text: found.text, citations: null }];
  const message = { ...head(model, usage), content, stop_reason: found.stop, usage: { ...usage, output_tokens: tokens(found.text) } };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(message));
}

function refuse(response, status, message) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } }));
}

/** Writes a call down and tells of it. */
function begun(text, body) {
  const name = written(text, body);
  const usage = usageOf(all(body));
  process.stdout.write(
    `${JSON.stringify({ call: calls, model: body.model, prompt: `${name}.prompt.txt`, answer: `${name}.answer.txt`, usage })}\n`,
  );
  return { name, model: body.model, usage, head: head(body.model, usage) };
}

const BATCHES = '/v1/messages/batches';
const DAY_MILLISECONDS = 86_400_000;
const batches = new Map();

function shownBatch({ at, id, requests }) {
  const left = requests.filter(({ name }) => answerAt(name) === undefined).length;
  return {
    id,
    type: 'message_batch',
    processing_status: left === 0 ? 'ended' : 'in_progress',
    request_counts: { processing: left, succeeded: requests.length - left, errored: 0, canceled: 0, expired: 0 },
    created_at: new Date(at).toISOString(),
    expires_at: new Date(at + DAY_MILLISECONDS).toISOString(),
    ended_at: left === 0 ? new Date().toISOString() : null,
    archived_at: null,
    cancel_initiated_at: null,
    results_url: left === 0 ? `http://${host}:${String(server.address().port)}${BATCHES}/${id}/results` : null,
  };
}

function resultLine({ customId, head: start, name, usage }) {
  const { stop, text } = answerAt(name);
  const content = [{ type: 'text', text, citations: null }];
  const message = { ...start, content, stop_reason: stop, usage: { ...usage, output_tokens: tokens(text) } };
  return `${JSON.stringify({ custom_id: customId, result: { type: 'succeeded', message } })}\n`;
}

function answerJson(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function createBatch(request, response) {
  const asked = JSON.parse(await bodyOf(request)).requests;
  const requests = asked.map(({ custom_id: customId, params }) => ({ customId, ...begun(JSON.stringify(params), params) }));
  const batch = { id: `msgbatch_${String(batches.size + 1)}`, at: Date.now(), requests };
  batches.set(batch.id, batch);
  answerJson(response, shownBatch(batch));
}

async function serveBatches(request, response, path) {
  const [id, tail] = path.slice(BATCHES.length + 1).split('/');
  if (id === '' && request.method === 'POST') return createBatch(request, response);
  if (id === '') return answerJson(response, { data: [...batches.values()].toReversed().map(shownBatch), has_more: false, last_id: null });
  const batch = batches.get(id);
  const isReady = batch?.requests.every(({ name }) => answerAt(name) !== undefined);
  if (batch === undefined || (tail !== undefined && (tail !== 'results' || !isReady)))
    return refuse(response, 404, 'there is no such batch');
  if (tail === undefined) return answerJson(response, shownBatch(batch));
  response.writeHead(200, { 'content-type': 'application/x-jsonl' });
  return response.end(batch.requests.map(resultLine).join(''));
}

async function serve(request, response) {
  const [path] = (request.url ?? '').split('?');
  if (path === BATCHES || path.startsWith(`${BATCHES}/`)) {
    await serveBatches(request, response, path);
    return;
  }
  if (request.method !== 'POST' || request.url !== '/v1/messages') {
    refuse(response, 404, 'only POST /v1/messages and its batches are here');
    return;
  }
  const text = await bodyOf(request);
  const body = JSON.parse(text);
  const { name, usage } = begun(text, body);
  await (body.stream === true ? stream : whole)(response, name, body.model, usage);
}

const server = createServer((request, response) => {
  response.on('error', () => undefined);
  serve(request, response).catch((cause) => {
    if (!response.headersSent) refuse(response, 400, cause.message);
    else response.destroy();
  });
});
server.listen(Number(port), host, () => {
  process.stdout.write(`${JSON.stringify({ listening: `http://${host}:${String(server.address().port)}`, folder })}\n`);
});
