// Bytes of a child into lines, with a bound: a line that is longer is dropped whole, since no event that matters is.

const NEWLINE = 0x0a;

export interface LineReader {
  readonly push: (chunk: Buffer) => void;
}

export function lineReader(mostBytes: number, onLine: (line: string) => void): LineReader {
  let parts: Buffer[] = [];
  let bytes = 0;

  function take(piece: Buffer): void {
    bytes += piece.length;
    if (bytes <= mostBytes) parts.push(piece);
    else parts = [];
  }

  return {
    push: (chunk) => {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, at));
        if (bytes <= mostBytes) onLine(Buffer.concat(parts).toString('utf8'));
        parts = [];
        bytes = 0;
        from = at + 1;
      }
      // Copied: a piece of a chunk would keep all of it.
      take(Buffer.from(chunk.subarray(from)));
    },
  };
}
