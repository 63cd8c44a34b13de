// An answer as JSON in printable ASCII, so that its characters are its bytes: written by hand, for answers by the hundred thousand.

import type { Answer } from './answer.js';

/** What JSON writes as it is. */
const AS_IT_IS = /^[ !#-[\]-~]*$/;
const NOT_ASCII = /[^ -~]/g;

function escaped(half: string): string {
  return `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function text(value: string | null): string {
  if (value === null) return 'null';
  return AS_IT_IS.test(value) ? `"${value}"` : JSON.stringify(value).replace(NOT_ASCII, escaped);
}

function list(values: readonly string[]): string {
  return values.length === 0 ? '[]' : `[${values.map(text).join(',')}]`;
}

export function answerText(answer: Answer): string {
  const { id, command, decision, layer, code, reason, hint, binary, path, argv, canonical, added } = answer;
  return (
    `{"id":${typeof id === 'string' ? text(id) : JSON.stringify(id)},"command":${text(command)},"decision":"${decision}",` +
    `"layer":${layer === null ? 'null' : String(layer)},"code":${text(code)},"reason":${text(reason)},"hint":${text(hint)},` +
    `"binary":${text(binary)},"path":${list(path)},"argv":${list(argv)},"canonical":${text(canonical)},"added":${list(added)},` +
    `"class":${text(answer.class)}}`
  );
}
