// A real browser, spoken to over two pipes: what it shows, says and asks for. No package: the protocol is JSON, with a zero byte after each.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Socket } from 'node:net';

export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

type Fields = Readonly<Record<string, unknown>>;

export interface Tab {
  readonly send: (method: string, params?: Fields) => Promise<Fields>;
  /** What the browser told since the tab was opened. */
  readonly told: readonly { readonly method: string; readonly params: Fields }[];
  readonly open: (url: string) => Promise<void>;
  /** The value of an expression, awaited. */
  readonly ask: (expression: string) => Promise<unknown>;
}

export interface Browser {
  readonly tab: () => Promise<Tab>;
  readonly close: () => Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: Fields;
  readonly error?: { readonly message: string };
}

const LIMIT_MS = 30_000;

export function startChromium(path: string): Browser {
  const profile = mkdtempSync(join(tmpdir(), 'ghosthunter-chromium-'));
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-pipe', `--user-data-dir=${profile}`];
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  // CAST: the two pipes that were asked for.
  const [into, from] = [child.stdio[3] as Socket, child.stdio[4] as Socket];
  // The tests are over when nothing but the browser is left; it ends with its pipes.
  for (const one of [child, into, from]) one.unref();
  const waiting = new Map<number, { readonly done: (result: Fields) => void; readonly fail: (cause: Error) => void }>();
  const hears = new Map<string, (message: Message) => void>();
  let last = 0;
  let held = '';

  function send(method: string, params: Fields = {}, sessionId?: string): Promise<Fields> {
    last += 1;
    const id = last;
    return new Promise((done, fail) => {
      const timer = setTimeout(() => {
        fail(new Error(`${method}: no answer`));
      }, LIMIT_MS);
      const end = (): void => {
        clearTimeout(timer);
        waiting.delete(id);
      };
      waiting.set(id, {
        done: (result) => {
          end();
          done(result);
        },
        fail: (cause) => {
          end();
          fail(cause);
        },
      });
      into.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    });
  }

  function hear(message: Message): void {
    const asked = message.id === undefined ? undefined : waiting.get(message.id);
    if (asked && message.error) asked.fail(new Error(message.error.message));
    else if (asked) asked.done(message.result ?? {});
    else hears.get(message.sessionId ?? '')?.(message);
  }

  from.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = `${held}${chunk}`.split('\0');
    held = parts.pop() ?? '';
    // CAST: only named fields are looked at.
    for (const part of parts) hear(JSON.parse(part) as Message);
  });

  async function tab(): Promise<Tab> {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const told: { method: string; params: Fields }[] = [];
    const session = String(sessionId);
    const arrived = new Set<() => void>();
    hears.set(session, ({ method = '', params = {} }) => {
      told.push({ method, params });
      if (method === 'Page.loadEventFired') for (const resolve of arrived) resolve();
    });
    const say = (method: string, params?: Fields): Promise<Fields> => send(method, params, session);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network', 'Audits']) await say(`${domain}.enable`);
    return {
      send: say,
      told,
      open: async (url) => {
        const loaded = new Promise<void>((resolve, reject) => {
          // It also keeps the test awake: nothing else of a browser does.
          const timer = setTimeout(() => {
            reject(new Error(`${url} does not load`));
          }, LIMIT_MS);
          arrived.add(() => {
            clearTimeout(timer);
            resolve();
          });
        });
        await say('Page.navigate', { url });
        await loaded;
        arrived.clear();
      },
      ask: async (expression) => {
        const answer = await say('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture: true });
        if (answer['exceptionDetails'] !== undefined) throw new Error(JSON.stringify(answer['exceptionDetails']));
        // CAST: a value by value.
        return (answer['result'] as Fields)['value'];
      },
    };
  }

  return {
    tab,
    close: async () => {
      // What waits here is not asleep.
      child.ref();
      const gone = new Promise<void>((resolve) => {
        child.once('exit', () => {
          resolve();
        });
      });
      await send('Browser.close').catch(() => child.kill('SIGKILL'));
      await gone;
      into.destroy();
      from.destroy();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
