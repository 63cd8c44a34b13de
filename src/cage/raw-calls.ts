// One socket of each kind and one child, through the same libuv handles that Node's own modules use but without those modules. Loading
// them would cost ten milliseconds of every start, half the price of a cage; and here each answer is the errno of the very call.
// Deprecated by Node in its documentation: where it is gone, every one of these canaries says `unknown`, and no cage is believed.

import { getSystemErrorName } from 'node:util';

interface Handle {
  readonly bind: (...address: readonly (string | number)[]) => number;
  readonly close: () => void;
}

interface Bindings {
  readonly tcp_wrap: { readonly TCP: new (kind: number) => Handle };
  readonly udp_wrap: { readonly UDP: new () => Handle };
  readonly pipe_wrap: { readonly Pipe: new (kind: number) => Handle };
  readonly spawn_sync: { readonly spawn: (options: object) => { readonly error?: number } };
}

/** A socket that is no server. */
const PLAIN = 0;

function binding<Name extends keyof Bindings>(name: Name): Bindings[Name] {
  // CAST: untyped, and every use below is a canary: a wrong shape throws, and a canary that throws strangely fails its cage.
  const { binding: load } = process as unknown as { binding: (name: Name) => Bindings[Name] };
  return load(name);
}

/** Loopback, so that a cage that does not hold disturbs nobody. */
export function bindTcp(): string {
  const { TCP } = binding('tcp_wrap');
  return bound(new TCP(PLAIN), '127.0.0.1', 0);
}

export function bindUdp(): string {
  const { UDP } = binding('udp_wrap');
  return bound(new UDP(), '127.0.0.1', 0, 0);
}

export function bindUnix(): string {
  const { Pipe } = binding('pipe_wrap');
  return bound(new Pipe(PLAIN), '/ghosthunter-nowhere/socket');
}

export function startChild(program: string): string {
  const { spawn } = binding('spawn_sync');
  const ignored = [{ type: 'ignore' }, { type: 'ignore' }, { type: 'ignore' }];
  const { error } = spawn({ file: program, args: [program, '--version'], envPairs: [], stdio: ignored, timeout: 5_000 });
  return named(error ?? 0);
}

function bound(handle: Handle, ...address: readonly (string | number)[]): string {
  const outcome = handle.bind(...address);
  handle.close();
  return named(outcome);
}

function named(errno: number): string {
  return errno < 0 ? getSystemErrorName(errno) : 'done';
}
