// Words of a text in lines that fit. The text has passed `printable`: it holds no line break and no blank but the space.

const NARROWEST = 20;

export function folded(text: string, columns: number, indent: string, first = indent): readonly string[] {
  const width = Math.max(NARROWEST, columns - indent.length);
  const lines: string[] = [];
  let line: string[] = [];
  for (const whole of text.split(' ')) {
    // By whole characters: half of one is no text.
    const word = [...whole];
    // A word that fits no line is cut.
    for (let at = 0; at === 0 || at < word.length; at += width) {
      const part = word.slice(at, at + width);
      if (line.length > 0 && line.length + 1 + part.length > width) {
        lines.push(line.join(''));
        line = part;
      } else line = line.length === 0 ? part : [...line, ' ', ...part];
    }
  }
  lines.push(line.join(''));
  return lines.map((one, at) => `${at === 0 ? first : indent}${one}`);
}
