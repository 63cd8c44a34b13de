// The words of a SELECT: names, texts, numbers and signs.

export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign';
  readonly text: string;
  /** Names in lower case, for key words. */
  readonly low: string;
}

const SIGNS = ['<=', '>=', '!=', '<>', '||', '(', ')', ',', '.', '*', '+', '-', '/', '=', '<', '>', '[', ']'];

export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: Token['kind'], text: string): void => {
    tokens.push({ kind, text, low: text.toLowerCase() });
  };
  while (at < sql.length) {
    const character = sql[at] ?? '';
    const sign = SIGNS.find((one) => sql.startsWith(one, at));
    if (character.trim() === '') at += 1;
    else if (sql.startsWith('--', at)) at = sql.indexOf('\n', at) === -1 ? sql.length : sql.indexOf('\n', at);
    else if (character === "'" || character === '"' || character === '`') {
      let end = at + 1;
      while (end < sql.length && sql[end] !== character) end += sql[end] === '\\' ? 2 : 1;
      push(character === '`' ? 'name' : 'text', sql.slice(at + 1, end));
      at = end + 1;
    } else if (/[0-9]/.test(character)) {
      const [number = character] = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(sql.slice(at, at + 40)) ?? [];
      push('number', number);
      at += number.length;
    } else if (/[A-Za-z_@]/.test(character)) {
      let end = at + 1;
      while (end < sql.length && /[A-Za-z0-9_]/.test(sql[end] ?? '')) end += 1;
      // `region-us` stands without quotes, too.
      if (sql.slice(at, end).toLowerCase() === 'region' && sql[end] === '-')
        while (end < sql.length && /[A-Za-z0-9_-]/.test(sql[end] ?? '')) end += 1;
      push('name', sql.slice(at, end));
      at = end;
    } else {
      push('sign', sign ?? character);
      at += (sign ?? character).length;
    }
  }
  return tokens;
}
