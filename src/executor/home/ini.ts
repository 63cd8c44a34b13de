// Settings files of the cloud CLIs, read as Python's configparser reads them, and written so that it reads back the same. Lines that it
// would refuse are passed over: what is not understood is not carried over.

export interface IniSection {
  readonly name: string;
  /** By name in small letters. A value of several lines holds line breaks. */
  readonly values: ReadonlyMap<string, string>;
}

function headerOf(text: string): string | undefined {
  const end = text.lastIndexOf(']');
  return text.startsWith('[') && end > 1 ? text.slice(1, end) : undefined;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

interface Assignment {
  readonly name: string;
  readonly value: string;
}

function assignmentOf(text: string): Assignment | undefined {
  const at = text.search(/[=:]/u);
  if (at < 1) return undefined;
  return { name: text.slice(0, at).trimEnd().toLowerCase(), value: text.slice(at + 1).trim() };
}

/** Sections of the same name are one; of names given twice the last counts. */
export function parseIni(text: string): readonly IniSection[] {
  const sections = new Map<string, Map<string, string>>();
  let values: Map<string, string> | undefined;
  let name: string | undefined;
  let indent = 0;
  for (const line of text.replace(/^\ufeff/u, '').split(/\r\n|\r|\n/u)) {
    const plain = line.trim();
    if (plain === '' || plain.startsWith('#') || plain.startsWith(';')) continue;
    if (name !== undefined && indentOf(line) > indent) {
      // What is set in is part of the value before, whatever it looks like.
      values?.set(name, `${values.get(name) ?? ''}\n${plain}`);
      continue;
    }
    indent = indentOf(line);
    const header = headerOf(plain);
    const assignment = header === undefined ? assignmentOf(plain) : undefined;
    name = assignment?.name;
    if (header !== undefined) {
      values = sections.get(header) ?? new Map<string, string>();
      sections.set(header, values);
    } else if (assignment) values?.set(assignment.name, assignment.value);
  }
  return [...sections].map(([section, found]) => ({ name: section, values: found }));
}

/** INVARIANT: names and values were chosen by `isPlainValue` or are our own. */
export function writeIni(sections: readonly IniSection[]): string {
  return sections
    .map(({ name, values }) => [`[${name}]`, ...[...values].map(([key, value]) => `${key} = ${value}`), ''].join('\n'))
    .join('\n');
}

/** One line without anything that a reader could take for a line's end. */
export function isPlainValue(value: string): boolean {
  return value !== '' && value.length <= 8_192 && /^[\x20-\x7e]+$/u.test(value) && value.trim() === value;
}
