// A command as a person is asked about it. T-TERMINAL: what is shown is the command, every character of it: plain ASCII, or no question.

const PLAIN = /^[ -~]+$/;
const INDENT = '  ';
const NARROWEST = 20;

/** Whether every character of it can be seen and none of them is anything but what it looks like. The gate lets nothing else through. */
export function isShowable(command: string): boolean {
  return PLAIN.test(command);
}

/** Every other character spelled out, and none left out: for saying what could not be asked. */
export function spelledOut(command: string): string {
  return [...command].map((one) => (/^[ -~]$/u.test(one) ? one : `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`)).join('');
}

/** The command in lines that fit; put together again without their indent they are the command. */
export function wrapped(command: string, columns: number): readonly string[] {
  const width = columns - INDENT.length;
  if (width < NARROWEST || command.length <= width) return [INDENT + command];
  const count = Math.ceil(command.length / width);
  return Array.from({ length: count }, (_, at) => INDENT + command.slice(at * width, (at + 1) * width));
}
