// Words of a text in lines that fit. The text has passed `printable`: it holds no line break and no blank but the space.

const NARROWEST = 20;

export function folded(text: string, columns: number, indent: string, first = indent): readonly string[] {
  const width = Math.max(NARROWEST, columns - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    // A word that fits no line is cut.
    for (let at = 0; at === 0 || at < word.length; at += width) {
      const part = word.slice(at, at + width);
      if (line !== '' && line.length + 1 + part.length > width) {
        lines.push(line);
        line = part;
      } else line = line === '' ? part : `${line} ${part}`;
    }
  }
  lines.push(line);
  return lines.map((one, at) => `${at === 0 ? first : indent}${one}`);
}
