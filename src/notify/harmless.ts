// What leaves this machine about an investigation. T-NOTIFY: a name in the cloud account, or a secret that a bill or a conclusion repeats,
// travels to a chat, a log or a screen that others read.

import { redactLine } from '../digest/index.js';
import type { NotifyEvent } from '../protocol/index.js';
import { printable, printableLines } from '../shared/index.js';

const TITLE = 200;
const LINES = 40;
const LINE = 400;
const TEXT = 3_000;

/** Without secrets, one line, nothing that a terminal or a chat obeys. */
function line(text: string, most: number): string {
  return printable(redactLine(text.slice(0, 2 * most)), most);
}

export function harmless(event: NotifyEvent): NotifyEvent {
  const lines = printableLines(event.text, TEXT)
    .slice(0, LINES)
    .map((one) => line(one, LINE));
  return {
    ...event,
    title: line(event.title, TITLE),
    text: lines.join('\n').slice(0, TEXT).toWellFormed(),
    report: event.report === null ? null : printable(event.report, 4_000),
  };
}
