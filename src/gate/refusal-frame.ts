// A refusal in the form in which it crosses to the process that proposed. Text of the line goes back printable and cut.

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

export function wireRefusal(refusal: Refusal): WireRefusal {
  const { layer, layerName, code, part } = refusal;
  const { text, at } = part;
  return {
    layer,
    layerName,
    code,
    part: `${printable(text, MOST_PART)} (column ${String(at + 1)})`,
    hint: printable(hintFor(refusal), MOST_HINT),
  };
}
