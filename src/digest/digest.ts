// The chain from raw bytes to evidence: decoded, everything invisible spelled out, masked, secrets taken out, instructions broken,
// shortened, printable. Each link takes text and gives text; none is left out for any output.

import { printableJson, printableLines } from '../shared/index.js';
import { masked } from './mask.js';
import { neutralised } from './neutralise/instructions.js';
import { looksLikeJson, visible } from './neutralise/invisible.js';
import type { Redactor } from './redact/redactor.js';
import type { Cut } from './shorten/cut.js';
import { shortened } from './shorten/shorten.js';

export interface Evidence {
  readonly text: string;
  /** What shortening left out. */
  readonly cuts: readonly Cut[];
  /** Characters that shortening left out. */
  readonly cutCharacters: number;
  readonly redacted: number;
  readonly instructions: number;
}

export interface EvidenceOptions {
  readonly mask: readonly string[];
  readonly most: number;
  readonly redactor: Redactor;
}

const DECODER = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const PLAIN = /^[ -~\n]*$/;

/** Once more at the end, since shortening writes JSON anew. */
function printed(text: string): string {
  if (PLAIN.test(text)) return text;
  if (looksLikeJson(text))
    return text
      .split('\n')
      .map((line) => line.replace(/[^ -~]+/g, (run) => (run === '\t' ? '    ' : printableJson(run).slice(1, -1))))
      .join('\n');
  return printableLines(text, text.length).join('\n');
}

/** Printing may make text longer: then less of it is taken. */
function fitted(text: string, most: number, room = most): { readonly text: string; readonly cuts: readonly Cut[] } {
  const short = shortened(text, room);
  const shown = printed(short.text);
  return shown.length <= most ? { text: shown.toWellFormed(), cuts: short.cuts } : fitted(text, most, Math.floor(room * 0.85));
}

export function evidenceOf(bytes: Uint8Array, { mask, most, redactor }: EvidenceOptions): Evidence {
  const decoded = visible(DECODER.decode(bytes));
  const redacted = redactor.redact(masked(decoded, mask));
  const harmless = neutralised(redacted.text);
  const { text, cuts } = fitted(harmless.text, most);
  return {
    text,
    cuts,
    cutCharacters: cuts.length === 0 ? 0 : Math.max(1, harmless.text.length - text.length),
    redacted: redacted.count,
    instructions: harmless.count,
  };
}
