// A refusal in the form in which it crosses to the process that proposed. Text of the line goes back as printable ASCII, and cut.

import { printable } from '../shared/index.js';
import { hintFor } from './hint.js';
import { shownPart } from './reason.js';
import type { LayerName, LayerNumber, Refusal, RefusalCode } from './refusal.js';

const MOST_HINT = 760;

export interface WireRefusal {
  readonly layer: LayerNumber;
  readonly layerName: LayerName;
  readonly code: RefusalCode;
  readonly part: string;
  readonly hint: string;
}

export function wireRefusal(refusal: Refusal): WireRefusal {
  const { layer, layerName, code } = refusal;
  return { layer, layerName, code, part: shownPart(refusal), hint: printable(hintFor(refusal), MOST_HINT) };
}
