// What a run meets outside: command line tools that tell what they were given, a model on loopback, a machine without bubblewrap.

import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Home } from './ghosthunter.js';

/** What a fake command line tool saw of itself. */
export interface Told {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly entries: readonly string[];
  readonly stdin: string;
  readonly pid: number;
  readonly group: number;
  readonly session: number;
  /** Sockets that are none of its standard streams. */
  readonly descriptors: readonly string[];
}

const TELLING = `
const fs = require('node:fs');
const stat = fs.readFileSync('/proc/self/stat', 'latin1');
const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
const look = (fd) => { try { return fs.readlinkSync('/proc/self/fd/' + fd); } catch { return ''; } };
const told = {
  name: require('node:path').basename(process.argv[1]), argv: process.argv.slice(2), env: process.env, cwd: process.cwd(),
  entries: fs.readdirSync('.'), stdin: look(0), pid: process.pid, group, session,
  descriptors: fs.readdirSync('/proc/self/fd').filter((fd) => Number(fd) > 2).map(look).filter((what) => what.startsWith('socket:')),
};
const then = () => {
  process.stdout.write('[{"told": true}]\\n');
  ALSO
};
// Over loopback, which its cage shares: there is no file that it could write to and that is seen from here.
require('node:net').connect(PORT, '127.0.0.1').on('close', then).end(JSON.stringify(told) + '\\n');
`;

export interface Tools {
  readonly directory: string;
  readonly told: () => readonly Told[];
}

/** Tools of these names in a directory of the home; `also` is more of their program, `onTold` what happens here while it waits. */
export async function fakeTools(t: Test, at: Home, names: readonly string[], also = '', onTold = () => {}): Promise<Tools> {
  const told: Told[] = [];
  const server = createSocketServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.on('end', () => {
      // CAST: sent by the tools above.
      told.push(JSON.parse(text) as Told);
      onTold();
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
  });
  const address = server.address();
  const port = String(typeof address === 'object' ? address?.port : 0);
  for (const name of names) {
    const code = TELLING.replace('PORT', port).replace('ALSO', () => also);
    at.write(`tools/${name}`, `#!${realpathSync(process.execPath)}\n${code}`, 0o755);
  }
  return { directory: join(at.path, 'tools'), told: () => told };
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Model {
  readonly url: string;
  readonly asked: readonly Asked[];
}

function streamed(answer: string): string {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'fake',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  const events = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: answer } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

/** A model's API on loopback that always answers this text, or this status. */
export async function fakeModel(t: Test, answer: string | number): Promise<Model> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      if (typeof answer === 'string') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(streamed(answer));
      } else {
        response.writeHead(answer, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ type: 'error', error: { type: 'authentication_error', message: 'bad \u001b[2Jkey' } }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`, asked };
}

const HIDE = 'mount --bind /dev/null /usr/bin/bwrap && exec "$@"';
const UNSHARE = process.getuid?.() === 0 ? ['unshare', '--mount'] : ['unshare', '--user', '--map-root-user', '--mount'];

/** A tier, and what stands before a command so that it is the best one there is. */
export interface Available {
  readonly tier: 'bwrap' | 'landlock';
  readonly through: (command: readonly string[]) => readonly string[];
  readonly skip: string | false;
}

const hidden = (command: readonly string[]): readonly string[] =>
  existsSync('/usr/bin/bwrap') ? [...UNSHARE, 'sh', '-c', HIDE, 'sh', ...command] : command;

/** What stands before a command so that it meets `file` at that path. */
export const bound =
  (file: string, path: string) =>
  (command: readonly string[]): readonly string[] => [
    ...UNSHARE,
    'sh',
    '-c',
    'mount --bind "$1" "$2" && shift 2 && exec "$@"',
    'sh',
    file,
    path,
    ...command,
  ];

const works = ([file = '', ...args]: readonly string[]): boolean => spawnSync(file, args, { timeout: 10_000 }).status === 0;

export const canBind = (): boolean => works(bound('/dev/null', '/etc/hostname')(['true']));

function canHide(): boolean {
  return works(hidden(['true']));
}

export const AVAILABLE: readonly Available[] = [
  { tier: 'bwrap', through: (command) => command, skip: !existsSync('/usr/bin/bwrap') && 'bubblewrap is not installed' },
  { tier: 'landlock', through: hidden, skip: !canHide() && 'bubblewrap cannot be hidden here' },
];
