// One parameter of a query of bq: NAME:TYPE:VALUE. T5: a value is given to the query as data, but its type is from a closed list.

import { secondsAt } from './calendar.js';
import { type Shape, shaped } from './shape.js';

const WRITTEN = /^([A-Za-z_][A-Za-z0-9_]{0,63})?:([A-Z0-9]{0,9}):([ -~]{0,512})$/;

/** T5: bq reads some values from where they point to. */
const isText = (value: string): boolean => !/^(?:@|[a-z]{2,5}:\/)/i.test(value);

const TYPES: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['', isText],
  ['STRING', isText],
  ['INT64', (value: string) => /^-?[0-9]{1,18}$/.test(value)],
  ['INTEGER', (value: string) => /^-?[0-9]{1,18}$/.test(value)],
  ['FLOAT64', (value: string) => /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/.test(value)],
  ['FLOAT', (value: string) => /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/.test(value)],
  ['NUMERIC', (value: string) => /^-?[0-9]{1,28}(?:\.[0-9]{1,9})?$/.test(value)],
  ['BOOL', (value: string) => /^(?:true|false)$/i.test(value)],
  ['BOOLEAN', (value: string) => /^(?:true|false)$/i.test(value)],
  ['DATE', (value: string) => /^[0-9-]{10}$/.test(value) && secondsAt(value) !== undefined],
  ['DATETIME', (value: string) => secondsAt(value) !== undefined],
  ['TIMESTAMP', (value: string) => secondsAt(value) !== undefined],
]);

export const sqlParameter: Shape = {
  expects: 'NAME:TYPE:VALUE',
  example: 'since:DATE:2026-03-01',
  parse: (raw) => {
    const [found, , type = '', value = ''] = WRITTEN.exec(raw) ?? [];
    return found !== undefined && TYPES.get(type)?.(value) === true ? { kind: 'text', text: shaped(raw) } : undefined;
  },
};
