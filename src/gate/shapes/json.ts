// A JSON value whose fields nobody has described.

import { parseJson } from '../values/json.js';
import { type Shape, shaped } from './shape.js';

export const json: Shape = {
  expects: 'a JSON value',
  example: '{"Key":"value"}',
  parse: (raw) => (parseJson(raw) === undefined ? undefined : { kind: 'text', text: shaped(raw) }),
};
