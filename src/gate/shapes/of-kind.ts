// The text of one value against its kind. A list or a structure has no single text: how those are written is the program's grammar.

import type { Kind } from '../../policy/index.js';
import { NAMED } from './named.js';
import { type Single, shaped } from './shape.js';

const WHOLE = /^(?:0|-?[1-9][0-9]{0,15})$/;
const FRACTION = /^-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,12})?$/;

/** A number written the one way: no sign but minus, no leading zero, no exponent, no other base. */
function numberText(text: string, form: RegExp, least: number, most: number): Single | undefined {
  if (!form.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most && Number.isFinite(value) ? { kind: 'count', text: shaped(text), value } : undefined;
}

export function singleOf(kind: Kind, text: string): Single | undefined {
  switch (kind.kind) {
    case 'named':
      return NAMED[kind.name].parse(text);
    case 'choice':
      return kind.choice.has(text) ? { kind: 'text', text: shaped(text) } : undefined;
    case 'count':
      return numberText(text, WHOLE, kind.least, kind.most);
    case 'decimal':
      return numberText(text, FRACTION, kind.least, kind.most);
    case 'match': {
      // The cap stands before the pattern, so that no pattern is given more than it was proved with.
      const fits = text.length >= kind.least && text.length <= kind.most && kind.match.test(text);
      return fits ? { kind: 'text', text: shaped(text) } : undefined;
    }
    case 'list':
    case 'fields':
    case 'map':
      return undefined;
  }
}
