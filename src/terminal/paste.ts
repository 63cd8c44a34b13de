// What a person pastes back: lines until one of `###`, or the end of input.

import { createInterface } from 'node:readline';

const END_MARK = '###';

/** `undefined` when nothing was pasted. */
export async function readPaste(input: NodeJS.ReadableStream): Promise<string | undefined> {
  const lines: string[] = [];
  const reader = createInterface({ input, terminal: false });
  for await (const line of reader) {
    if (line.trim() === END_MARK) break;
    lines.push(line);
  }
  reader.close();
  const text = lines.join('\n').trim();
  return text === '' ? undefined : text;
}
