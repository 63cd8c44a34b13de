// Classic BPF as bytes: the form in which the kernel, and bubblewrap, take a seccomp filter. Eight bytes an instruction:
// code (16 bit), jump if true, jump if false (8 bit each), operand (32 bit); little-endian on both machines we know.

/** How many instructions to skip, or a place in the block: its last instruction but one, its last, or the block after it. */
export type Target = number | 'allow' | 'refuse' | 'past';

export type Step =
  | { readonly kind: 'load'; readonly offset: number }
  | { readonly kind: 'and'; readonly mask: number }
  | {
      readonly kind: 'equal' | 'at-least' | 'any-bit';
      readonly value: number;
      readonly ifTrue: Target;
      readonly ifFalse: Target;
      readonly isOwnPid?: boolean;
    }
  | { readonly kind: 'return'; readonly action: number };

export interface Program {
  readonly bytes: Uint8Array;
  /** Byte offsets of the operands that hold the caged process's own pid. */
  readonly pidSlots: readonly number[];
}

const CODES = { load: 0x20, and: 0x54, equal: 0x15, 'at-least': 0x35, 'any-bit': 0x45, return: 0x06 } as const;
const INSTRUCTION_BYTES = 8;
const LONGEST_JUMP = 255;
const MOST_INSTRUCTIONS = 4_096;
const HIGHEST_PID = 0x7fff_ffff;

export function assemble(blocks: readonly (readonly Step[])[]): Program {
  const total = blocks.reduce((sum, block) => sum + block.length, 0);
  if (total > MOST_INSTRUCTIONS) throw new Error(`a filter of ${String(total)} instructions`);
  const bytes = new Uint8Array(total * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  const pidSlots: number[] = [];
  let at = 0;
  for (const block of blocks) {
    for (const [index, step] of block.entries()) {
      view.setUint16(at, CODES[step.kind], true);
      view.setUint32(at + 4, operandOf(step), true);
      if ('ifTrue' in step) {
        view.setUint8(at + 2, skip(step.ifTrue, index, block.length));
        view.setUint8(at + 3, skip(step.ifFalse, index, block.length));
        if (step.isOwnPid === true) pidSlots.push(at + 4);
      }
      at += INSTRUCTION_BYTES;
    }
  }
  return { bytes, pidSlots };
}

/** The same program for a process with this pid. */
export function forPid({ bytes, pidSlots }: Program, pid: number): Uint8Array {
  if (!Number.isSafeInteger(pid) || pid < 1 || pid > HIGHEST_PID) throw new Error(`no pid: ${String(pid)}`);
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (const slot of pidSlots) view.setUint32(slot, pid, true);
  return copy;
}

function skip(target: Target, from: number, length: number): number {
  const skipped = typeof target === 'number' ? target : { allow: length - 2, refuse: length - 1, past: length }[target] - from - 1;
  if (skipped < 0 || skipped > LONGEST_JUMP) throw new Error(`a jump over ${String(skipped)} instructions`);
  return skipped;
}

function operandOf(step: Step): number {
  switch (step.kind) {
    case 'load':
      return step.offset;
    case 'and':
      return step.mask;
    case 'return':
      return step.action;
    case 'equal':
    case 'at-least':
    case 'any-bit':
      return step.value;
  }
}
