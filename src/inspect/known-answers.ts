// Logs and batches ask the same thing again and again. The gate is pure, so an answer that was given once is the answer; it is kept for
// as long as there is room, and never for the executor, which judges every time.

const MOST_KEPT = 8_192;
const MOST_SEEN = 65_536;
/** What is longer is rare, and would fill the memory. */
const MOST_CHARACTERS = 1_024;

export interface KnownAnswers {
  readonly bodyOf: (command: string, make: () => string) => string;
}

function mark(command: string): number {
  let hash = 5_381;
  for (let index = 0; index < command.length; index += 1) hash = (hash * 33 + command.charCodeAt(index)) | 0;
  return hash;
}

export function openKnownAnswers(): KnownAnswers {
  /** What comes once is not kept: the collector pays for every answer that lives longer than its line. */
  const seen = new Int32Array(MOST_SEEN);
  /** What was asked lately, and what was before it: when the one is full it becomes the other. */
  let lately = new Map<string, string>();
  let before = new Map<string, string>();

  function isAskedAgain(command: string): boolean {
    const hash = mark(command);
    const place = hash & (MOST_SEEN - 1);
    const isAgain = seen[place] === hash;
    seen[place] = hash;
    return isAgain;
  }

  function keep(command: string, body: string): string {
    if (lately.size >= MOST_KEPT / 2) {
      before = lately;
      lately = new Map();
    }
    lately.set(command, body);
    return body;
  }

  return {
    bodyOf: (command, make) => {
      if (command.length > MOST_CHARACTERS) return make();
      const known = lately.get(command);
      if (known !== undefined) return known;
      if (!isAskedAgain(command)) return make();
      const body = before.get(command) ?? make();
      return body.length > MOST_CHARACTERS ? body : keep(command, body);
    },
  };
}
