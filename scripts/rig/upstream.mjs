// A stand-in for the model's API on loopback: answers every message the same and keeps what it was sent.

import { createServer } from 'node:http';

const ANSWER = {
  id: 'msg_rig',
  type: 'message',
  role: 'assistant',
  model: 'rig',
  content: [{ type: 'text', text: 'gcloud projects list --limit=1' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 5 },
};

export async function startUpstream() {
  const requests = [];
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      requests.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(ANSWER));
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    requests,
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
