// Marks by which models and our own frames tell who speaks: tags, brackets, roles in front of a line, calls of tools.

import type { Span } from '../span.js';
import { textIn } from '../tables.js';

const TAGS = new Set(
  `system sys systemprompt systemmessage systemreminder assistant human developer instruction instructions prompt userprompt userinput important admin override sudo imstart imend endoftext endofprompt
  eot eotid bos eos beginoftext startheaderid endheaderid startofturn endofturn startofturntoken endofturntoken systemtoken usertoken chatbottoken fimprefix fimsuffix fimmiddle
  toolcall toolcalls tooluse toolresult toolresults toolresponse tool tools functioncall functioncalls functionresult functionresults functionresponse functions invoke antmlinvoke antmlfunctioncalls
  parameter antmlparameter commandoutput output evidence untrusted untrustedoutput untrusteddata untrustedcontent document documents context conversation thinking scratchpad reasoning answer result
  results response stdout stderr search dossier finding findings ledger question query jailbreak rules policy inst s message messages turn data user`
    .split(/\s+/)
    .filter((tag) => tag !== ''),
);
/** Placeholders in the help of a program look like these: only their closing counts. */
const PLACEHOLDERS = new Set(
  `user tool tools output document documents context answer result results response search finding findings question query rules policy message messages data parameter functions
  turn s stdout stderr evidence important prompt`.split(/\s+/),
);

const OPENING = /(?:<|\\u003c|&lt;|%3c|\uff1c|\u2039)[\s/|<\\]{0,6}([A-Za-z_][\w:. -]{0,40})/gi;
const CLOSING = /(?:>|\\u003e|&gt;|%3e|\uff1e|\u203a)/i;
const BRACKETS =
  /\[[\s/]{0,3}(?:inst|sys|system|system[_ ]prompt|system[_ ]message|assistant|available_tools|tool_calls|tool_results|instructions?)[\s/]{0,3}\]|<<[\s/]{0,3}sys[\s]{0,3}>>|<\|[^|\n"]{1,40}\|>|\{\{[#~]{1,2}(?:system|user|assistant)[~ ]{0,2}\}\}/gi;
const HEADINGS =
  /(?:^|\n|\\n|")[ \t]{0,8}(?:#{1,6}|={3,8}|-{3,8}|\*{2,3}|`{3})[ \t]{0,3}(?:begin |end |new )?(?:system|instructions?|system prompt|system message|assistant|human|response)\b/gi;
const ROLES =
  /(?:^|\n|\\n|"|\\r)[ \t>*#_-]{0,8}(system|assistant|human|user|developer|model|ai|claude|chatgpt|gpt)[ \t*_]{0,3}:[ \t*]{0,3}([^\n"\\]{0,160})/gi;
const JSON_ROLES = /\\{0,3}"(?:role|author|speaker)\\{0,3}"[ \t]{0,4}:[ \t]{0,4}\\{0,3}"(system|assistant|developer|tool)\\{0,3}"/g;
const JSON_KINDS =
  /\\{0,3}"(?:type|kind)\\{0,3}"[ \t]{0,4}:[ \t]{0,4}\\{0,3}"(tool_use|tool_call|tool_calls|function_call|tool_result|server_tool_use|propose)\\{0,3}"/g;
const JSON_CALLS = /\\{0,3}"(tool_calls|tool_use|function_call|function_calls|tool_choice)\\{0,3}"[ \t]{0,4}:/gi;
const ALWAYS_A_ROLE = /^(?:human|assistant|claude|chatgpt|gpt)$/i;

function foldedName(raw: string): string {
  return raw.toLowerCase().replace(/[^a-z]/g, '');
}

function tagSpans(text: string, add: (start: number, end: number) => void): void {
  for (const hit of text.matchAll(OPENING)) {
    const raw = textIn(hit, 1);
    const first = foldedName(textIn(raw.split(' '), 0));
    const name = TAGS.has(first) ? first : foldedName(raw);
    if (!TAGS.has(name)) continue;
    const isClosing = hit[0].includes('/') || hit[0].includes('|');
    if (!isClosing && PLACEHOLDERS.has(name)) continue;
    const behind = text.slice(hit.index + hit[0].length, hit.index + hit[0].length + 120);
    const closing = CLOSING.exec(behind);
    const reach = closing && !/[\n"]/.test(behind.slice(0, closing.index)) ? closing.index + closing[0].length : 0;
    add(hit.index, hit.index + hit[0].length + reach);
  }
}

const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => /[a-z]{2}/i.test(word)).length;

function roleSpans(text: string, add: (start: number, end: number) => void): void {
  for (const hit of text.matchAll(ROLES)) {
    const [whole, role = '', said = ''] = hit;
    // `user: alice` is a setting; a role is followed by a sentence.
    if (wordsIn(said) < (ALWAYS_A_ROLE.test(role) ? 1 : 4)) continue;
    const start = hit.index + whole.toLowerCase().indexOf(role.toLowerCase());
    add(start, start + role.length + 1);
  }
}

function groupSpans(text: string, pattern: RegExp, add: (start: number, end: number) => void): void {
  for (const hit of text.matchAll(pattern)) {
    const inner = textIn(hit, 1);
    const start = hit.index + hit[0].lastIndexOf(inner);
    add(start, start + inner.length);
  }
}

export function markSpans(text: string): readonly Span[] {
  const found: Span[] = [];
  const add = (start: number, end: number): void => void found.push({ start, end, kind: '' });
  tagSpans(text, add);
  for (const hit of text.matchAll(BRACKETS)) add(hit.index, hit.index + hit[0].length);
  for (const hit of text.matchAll(HEADINGS)) add(hit.index + hit[0].search(/[#=*`-]/), hit.index + hit[0].length);
  roleSpans(text, add);
  groupSpans(text, JSON_ROLES, add);
  groupSpans(text, JSON_KINDS, add);
  groupSpans(text, JSON_CALLS, add);
  return found;
}
