// JSON, text and table, as the CLI prints them.

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function listLines(list: readonly unknown[], name: string): readonly string[] {
  if (list.some((one) => typeof one === 'object' && one !== null)) return list.flatMap((one) => textLines(one, name));
  return name === '' ? [list.map(scalar).join('\t')] : list.map((one) => `${name}\t${scalar(one)}`);
}

/** Scalars of an object on one line behind its name, then a line for each thing inside. */
function textLines(value: unknown, name: string): readonly string[] {
  if (Array.isArray(value)) return listLines(value, name);
  if (!isRecord(value)) return [scalar(value)];
  const names = Object.keys(value).toSorted();
  const own = names.filter((one) => typeof value[one] !== 'object' || value[one] === null).map((one) => scalar(value[one]));
  const first = own.length > 0 ? [[...(name === '' ? [] : [name]), ...own].join('\t')] : [];
  const inner = names.filter((one) => typeof value[one] === 'object' && value[one] !== null);
  return [...first, ...inner.flatMap((one) => textLines(value[one], one.toUpperCase()))];
}

export function printed(value: unknown, format: string): string {
  if (format === 'text') return `${textLines(value, '').join('\n')}\n`;
  if (format === 'table')
    return `${textLines(value, '')
      .map((line) => `|  ${line.replaceAll('\t', '  |  ')}  |`)
      .join('\n')}\n`;
  // Letters beyond ASCII are escaped by the CLI.
  const json = JSON.stringify(value, null, 4).replace(
    /[\u007f-\uffff]/gu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}
