// The body of a call as frames for whoever wants to see what leaves this machine: all of it, cut only where no character is cut.

import { type EgressTells, LIMITS } from '../protocol/index.js';

type PromptFrame = Extract<EgressTells, { kind: 'prompt' }>;

const HIGH_HALF = /[\ud800-\udbff]$/;

function parts(text: string): readonly string[] {
  const made: string[] = [];
  for (let at = 0; at < text.length; ) {
    const whole = text.slice(at, at + LIMITS.promptPartCharacters);
    const isCutInTwo = HIGH_HALF.test(whole) && at + whole.length < text.length;
    const part = isCutInTwo ? whole.slice(0, -1) : whole;
    made.push(part);
    at += part.length;
  }
  return made;
}

/** INVARIANT: the bytes were made from a text that came as a frame, so they are UTF-8. */
export function promptFrames(call: number, body: Uint8Array): readonly PromptFrame[] {
  const texts = parts(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body));
  return texts.map((text, index) => ({ kind: 'prompt', call, part: index + 1, parts: texts.length, text }));
}
