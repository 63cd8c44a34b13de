// A refusal in the form in which it crosses to the process that proposed. Text of the line goes back as printable ASCII, and cut.

import { printable } from '../shared/index.js';
import { hintFor } from './hint.js';
import type { LayerName, LayerNumber, Refusal, RefusalCode } from './refusal.js';

const MOST_PART = 300;
const MOST_HINT = 760;

export interface WireRefusal {
  readonly layer: LayerNumber;
  readonly layerName: LayerName;
  readonly code: RefusalCode;
  readonly part: string;
  readonly hint: string;
}

/** A look-alike shown as itself would be a refusal without a reason. */
function spelled(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => `\\u{${String(character.codePointAt(0)?.toString(16))}}`);
}

export function wireRefusal(refusal: Refusal): WireRefusal {
  const { layer, layerName, code, part } = refusal;
  const { text, at } = part;
  return {
    layer,
    layerName,
    code,
    part: `${printable(spelled(text), MOST_PART)} (column ${String(at + 1)})`,
    hint: printable(hintFor(refusal), MOST_HINT),
  };
}
