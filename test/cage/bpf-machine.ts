// Classic BPF, executed the way the kernel's manual describes it: an independent reading of the bytes that the assembler writes.

export interface Call {
  readonly number: number;
  readonly architecture: number;
  /** Six 64-bit words. */
  readonly args: readonly bigint[];
}

/** struct seccomp_data, little-endian. */
function dataOf({ architecture, args, number }: Call): DataView {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint32(0, number >>> 0, true);
  view.setUint32(4, architecture >>> 0, true);
  for (let index = 0; index < 6; index += 1) view.setBigUint64(16 + 8 * index, BigInt.asUintN(64, args[index] ?? 0n), true);
  return view;
}

export function execute(program: Uint8Array, call: Call): number {
  const data = dataOf(call);
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; ) {
    const operation = code.getUint16(8 * at, true);
    const ifTrue = code.getUint8(8 * at + 2);
    const ifFalse = code.getUint8(8 * at + 3);
    const k = code.getUint32(8 * at + 4, true);
    at += 1;
    switch (operation) {
      case 0x20: // BPF_LD | BPF_W | BPF_ABS
        accumulator = data.getUint32(k, true);
        break;
      case 0x54: // BPF_ALU | BPF_AND | BPF_K
        accumulator = (accumulator & k) >>> 0;
        break;
      case 0x15: // BPF_JMP | BPF_JEQ | BPF_K
        at += accumulator === k ? ifTrue : ifFalse;
        break;
      case 0x35: // BPF_JMP | BPF_JGE | BPF_K
        at += accumulator >= k ? ifTrue : ifFalse;
        break;
      case 0x45: // BPF_JMP | BPF_JSET | BPF_K
        at += (accumulator & k) !== 0 ? ifTrue : ifFalse;
        break;
      case 0x06: // BPF_RET | BPF_K
        return k;
      default:
        throw new Error(`unknown operation ${operation.toString(16)} at ${String(at - 1)}`);
    }
  }
  throw new Error('ran past the end');
}
