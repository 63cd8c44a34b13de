// JMESPath into a tree, by descent with binding powers. What the gate lets through parses here; anything else is told as an error.

export type Node =
  | { readonly kind: 'current' }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'index'; readonly at: number }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined; readonly step: number }
  | { readonly kind: 'chain'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'pipe'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'project'; readonly over: 'list' | 'flat' | 'object'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'filter'; readonly left: Node; readonly test: Node; readonly right: Node }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'hash'; readonly items: readonly (readonly [string, Node])[] }
  | { readonly kind: 'compare'; readonly by: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'not'; readonly of: Node }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'reference'; readonly of: Node };

interface Token {
  readonly is: string;
  readonly text: string;
}

const TOKEN =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(-?\d+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`|(\[\?|\[\]|\|\||&&|==|!=|<=|>=|[.*[\](){}:,|&!<>@]))/uy;

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const source = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (match === null) return undefined;
    const [, name, number, quoted, raw, literal, sign] = match;
    if (name !== undefined) tokens.push({ is: 'name', text: name });
    else if (number !== undefined) tokens.push({ is: 'number', text: number });
    else if (quoted !== undefined) tokens.push({ is: 'quoted', text: quoted });
    else if (raw !== undefined) tokens.push({ is: 'raw', text: raw.replaceAll("\\'", "'") });
    else if (literal !== undefined) tokens.push({ is: 'literal', text: literal.replaceAll('\\`', '`') });
    else tokens.push({ is: sign ?? '', text: sign ?? '' });
  }
  return tokens;
}

const POWER: Readonly<Record<string, number>> = {
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '!': 45,
  '[': 55,
};
/** Below this a projection ends. */
const PROJECTION_STOPS = 10;
const CURRENT: Node = { kind: 'current' };

class Broken extends Error {}

function literalOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An old spelling: what is no JSON is the text itself.
    return text.trimStart();
  }
}

interface Parser {
  readonly tokens: readonly Token[];
  at: number;
}

const peek = (parser: Parser): string => parser.tokens[parser.at]?.is ?? 'end';

function next(parser: Parser): Token {
  const token = parser.tokens[parser.at];
  if (!token) throw new Broken('end');
  parser.at += 1;
  return token;
}

function expect(parser: Parser, is: string): void {
  if (next(parser).is !== is) throw new Broken(is);
}

function rowOf<Item>(parser: Parser, close: string, item: () => Item): readonly Item[] {
  const items: Item[] = [];
  while (peek(parser) !== close) {
    items.push(item());
    if (peek(parser) === ',') next(parser);
    else break;
  }
  expect(parser, close);
  return items;
}

function hashItem(parser: Parser): readonly [string, Node] {
  const key = next(parser);
  expect(parser, ':');
  return [key.text, expression(parser, 0)];
}

/** What a projection does with each of its items. */
function projected(parser: Parser): Node {
  const is = peek(parser);
  if ((POWER[is] ?? 0) < PROJECTION_STOPS) return CURRENT;
  if (is === '.') {
    next(parser);
    return member(parser, 20);
  }
  if (is === '[' || is === '[?') return expression(parser, 20);
  throw new Broken(is);
}

function member(parser: Parser, power: number): Node {
  const is = peek(parser);
  if (is === '[') {
    next(parser);
    return { kind: 'list', items: rowOf(parser, ']', () => expression(parser, 0)) };
  }
  if (is === '{') {
    next(parser);
    return { kind: 'hash', items: rowOf(parser, '}', () => hashItem(parser)) };
  }
  return expression(parser, power);
}

function sliceOf(parser: Parser, first: number | undefined): Node {
  const parts: (number | undefined)[] = [first, undefined, undefined];
  let part = 0;
  while (peek(parser) !== ']') {
    const token = next(parser);
    if (token.is === ':') part += 1;
    else if (token.is === 'number') parts[part] = Number(token.text);
    else throw new Broken(token.is);
  }
  expect(parser, ']');
  const [from, to, step = 1] = parts;
  return { kind: 'project', over: 'list', left: { kind: 'slice', from, to, step }, right: projected(parser) };
}

/** Behind `[`: an index, a slice, `*`, or a list of expressions. */
function bracket(parser: Parser, left: Node): Node {
  const is = peek(parser);
  if (is === 'number') {
    const at = Number(next(parser).text);
    if (peek(parser) === ':') return chained(left, sliceOf(parser, at));
    expect(parser, ']');
    return chained(left, { kind: 'index', at });
  }
  if (is === ':') return chained(left, sliceOf(parser, undefined));
  if (is === '*' && parser.tokens[parser.at + 1]?.is === ']') {
    parser.at += 2;
    return { kind: 'project', over: 'list', left, right: projected(parser) };
  }
  return chained(left, { kind: 'list', items: rowOf(parser, ']', () => expression(parser, 0)) });
}

function chained(left: Node, right: Node): Node {
  if (left.kind === 'current') return right;
  // A slice projects what it cuts out of the left side.
  if (right.kind === 'project' && right.left.kind === 'slice') return { ...right, left: { kind: 'chain', left, right: right.left } };
  return { kind: 'chain', left, right };
}

function opening(parser: Parser): Node {
  const { is, text } = next(parser);
  switch (is) {
    case 'name':
      if (peek(parser) !== '(') return { kind: 'field', name: text };
      next(parser);
      return { kind: 'call', name: text, args: rowOf(parser, ')', () => expression(parser, 0)) };
    case 'quoted':
      return { kind: 'field', name: String(literalOf(`"${text}"`)) };
    case 'raw':
      return { kind: 'literal', value: text };
    case 'literal':
      return { kind: 'literal', value: literalOf(text) };
    case '@':
      return CURRENT;
    case '&':
      return { kind: 'reference', of: expression(parser, 0) };
    case '!':
      return { kind: 'not', of: expression(parser, POWER['!'] ?? 0) };
    case '*':
      return { kind: 'project', over: 'object', left: CURRENT, right: projected(parser) };
    case '[]':
      return { kind: 'project', over: 'flat', left: CURRENT, right: projected(parser) };
    case '[?':
      return filtered(parser, CURRENT);
    case '[':
      return bracket(parser, CURRENT);
    case '{':
      return { kind: 'hash', items: rowOf(parser, '}', () => hashItem(parser)) };
    case '(': {
      const inner = expression(parser, 0);
      expect(parser, ')');
      return inner;
    }
    default:
      throw new Broken(is);
  }
}

function filtered(parser: Parser, left: Node): Node {
  const test = expression(parser, 0);
  expect(parser, ']');
  return { kind: 'filter', left, test, right: projected(parser) };
}

function following(parser: Parser, left: Node): Node {
  const { is } = next(parser);
  switch (is) {
    case '.':
      if (peek(parser) === '*') {
        next(parser);
        return { kind: 'project', over: 'object', left, right: projected(parser) };
      }
      return { kind: 'chain', left, right: member(parser, POWER['.'] ?? 0) };
    case '[':
      return bracket(parser, left);
    case '[]':
      return { kind: 'project', over: 'flat', left, right: projected(parser) };
    case '[?':
      return filtered(parser, left);
    case '|':
      return { kind: 'pipe', left, right: expression(parser, POWER[is] ?? 0) };
    case '||':
    case '&&':
      return { kind: is === '||' ? 'or' : 'and', left, right: expression(parser, POWER[is] ?? 0) };
    default:
      return { kind: 'compare', by: is, left, right: expression(parser, POWER[is] ?? 0) };
  }
}

function expression(parser: Parser, power: number): Node {
  let left = opening(parser);
  while (power < (POWER[peek(parser)] ?? -1)) left = following(parser, left);
  return left;
}

export function parseJmespath(text: string): Node | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const parser: Parser = { tokens, at: 0 };
  try {
    const node = expression(parser, 0);
    return peek(parser) === 'end' ? node : undefined;
  } catch (error) {
    if (error instanceof Broken) return undefined;
    throw error;
  }
}
