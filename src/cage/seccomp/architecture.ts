// The machines the filter is written for. Anything else gets no filter, and so no cage.

import { SYSCALLS_ARM64 } from './syscalls-arm64.js';
import { SYSCALLS_X86_64 } from './syscalls-x86-64.js';

/** A misspelt call in the policy does not compile. A call may exist on one machine only: arm64 has no `open` and no `fork`. */
export type SyscallName = keyof typeof SYSCALLS_X86_64 | keyof typeof SYSCALLS_ARM64;

export type ArchitectureName = 'x64' | 'arm64';

export interface Architecture {
  readonly name: ArchitectureName;
  /** What the kernel writes into seccomp_data.arch for a native call. */
  readonly audit: number;
  readonly numbers: Readonly<Partial<Record<SyscallName, number>>>;
  /** Numbers from here on are another calling convention (x32) of the same audit value. */
  readonly foreignFrom: number | undefined;
}

const ARCHITECTURES: Readonly<Record<ArchitectureName, Architecture>> = {
  x64: { name: 'x64', audit: 0xc000003e, numbers: SYSCALLS_X86_64, foreignFrom: 0x40000000 },
  arm64: { name: 'arm64', audit: 0xc00000b7, numbers: SYSCALLS_ARM64, foreignFrom: undefined },
};

/** By Node's name of the machine (`process.arch`). */
export function architectureOf(machine: string): Architecture | undefined {
  return machine === 'x64' || machine === 'arm64' ? ARCHITECTURES[machine] : undefined;
}
