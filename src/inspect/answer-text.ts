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

/** What JSON writes as it is, all of it. */
function plainList(values: readonly string[]): string {
  return values.length === 0 ? '[]' : `["${values.join('","')}"]`;
}

function list(values: readonly string[]): string {
  return values.length === 0 ? '[]' : `[${values.map(text).join(',')}]`;
}

/** INVARIANT: the canonical form holds every word of the path, of the argv and of what was added, so it is looked at for all of them. */
function accepted({ binary, path, argv, canonical, added }: Answer): string {
  const isPlain = canonical !== null && AS_IT_IS.test(canonical);
  const words = isPlain ? plainList : list;
  const whole = isPlain ? `"${canonical}"` : text(canonical);
  return `"binary":${text(binary)},"path":${words(path)},"argv":${words(argv)},"canonical":${whole},"added":${words(added)}`;
}

function refused({ binary, path }: Answer): string {
  return `"binary":${binary === null ? 'null' : `"${binary}"`},"path":${list(path)},"argv":[],"canonical":null,"added":[]`;
}

function idText(id: Answer['id']): string {
  return typeof id === 'string' ? text(id) : JSON.stringify(id);
}

/** All but the name that the asker gave it. */
export function bodyText(answer: Answer): string {
  const { command, decision, layer, code, reason, hint } = answer;
  return (
    `"command":${text(command)},"decision":"${decision}",` +
    `"layer":${layer === null ? 'null' : String(layer)},"code":${code === null ? 'null' : `"${code}"`},"reason":${text(reason)},"hint":${text(hint)},` +
    `${decision === 'accept' ? accepted(answer) : refused(answer)},"class":${text(answer.class)}}`
  );
}

export function textWith(id: Answer['id'], body: string): string {
  return `{"id":${idText(id)},${body}`;
}

export function answerText(answer: Answer): string {
  return textWith(answer.id, bodyText(answer));
}
