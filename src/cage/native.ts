// System calls that Node has no function for, through koffi. The only file that loads native code, and never inside a cage.

import { createRequire } from 'node:module';
import { err, ok, type Result } from '../shared/index.js';
import { architectureOf, type SyscallName } from './seccomp/architecture.js';

/** A buffer stands for its address. */
export type SyscallArgument = number | bigint | Uint8Array;

/** The kernel's answer, or the errno. */
export type Syscall = (call: SyscallName, ...args: readonly SyscallArgument[]) => Result<number, number>;

export interface Kernel {
  readonly syscall: Syscall;
  /** Where a buffer lies. Whoever uses the number must keep the buffer. */
  readonly address: (bytes: Uint8Array) => bigint;
}

const MOST_ARGUMENTS = 6;

export function openKernel(): Result<Kernel, string> {
  if (process.platform !== 'linux') return err(`no Linux system calls on ${process.platform}`);
  const architecture = architectureOf(process.arch);
  if (architecture === undefined) return err(`no system call numbers for the architecture ${process.arch}`);
  try {
    const koffi = loadKoffi();
    const parameters = ['long', ...Array.from({ length: MOST_ARGUMENTS }, () => 'uintptr_t')];
    const syscall: (...args: readonly (number | bigint)[]) => number = koffi.load(null).func('syscall', 'long', parameters);
    const address = (bytes: Uint8Array): bigint => koffi.address(bytes);
    return ok({
      address,
      syscall: (call, ...args) => {
        const number = architecture.numbers[call];
        if (number === undefined) throw new Error(`no such call here: ${call}`);
        const words = args.map((arg) => (arg instanceof Uint8Array ? address(arg) : arg));
        const answer = syscall(number, ...words, ...Array.from({ length: MOST_ARGUMENTS - words.length }, () => 0));
        return answer === -1 ? err(koffi.errno()) : ok(answer);
      },
    });
  } catch (cause) {
    return err(`koffi does not load: ${cause instanceof Error ? cause.message.slice(0, 200) : 'unknown'}`);
  }
}

/**
 * koffi's own front looks for its binary in many places and wraps what we do not use, which takes five times as long as to load it, at
 * each start of a cage. Where npm put the binary somewhere else, or the C library is another one, the front finds it.
 */
function loadKoffi(): typeof import('koffi') {
  const require = createRequire(import.meta.url);
  const { arch, platform } = process;
  try {
    // CAST: require is untyped; an import would load koffi in every process that merely names this file.
    return require(`@koromix/koffi-${platform}-${arch}/${platform}_${arch}/koffi.node`) as typeof import('koffi');
  } catch {
    // CAST: as above.
    return require('koffi') as typeof import('koffi');
  }
}
