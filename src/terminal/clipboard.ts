// A command into the person's clipboard by a sequence that terminals know, OSC 52. Inside tmux it needs `set -g set-clipboard on`. A terminal
// that does not know it shows nothing.

/** Terminals take less or more; this much all of them that take any. */
const MOST_BASE64 = 8_192;

export function clipboardSequence(text: string): string | undefined {
  const base64 = Buffer.from(text, 'utf8').toString('base64');
  return base64.length > MOST_BASE64 ? undefined : `\u001b]52;c;${base64}\u0007`;
}
