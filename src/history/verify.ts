// `ghosthunter audit verify`: is the chain whole, from the first entry to the last that was acknowledged.

import { type Broken, type Verified, verifyLog } from '../audit/index.js';
import { EXIT, Fault, printable, printableJson, unreachable } from '../shared/index.js';
import type { AuditDoors, AuditFlags } from './doors.js';

const count = (of: number, one: string, many: string): string => `${String(of)} ${of === 1 ? one : many}`;

function whatIsWrong({ code, seq, found }: Broken): string {
  const entry = `entry ${String(seq)}`;
  const other = found === null ? 'nothing' : `entry ${String(found)}`;
  switch (code) {
    case 'unreadable':
      return `where ${entry} should be stands what is no entry`;
    case 'changed':
      return `${entry} was changed: its content is not what was hashed`;
    case 'missing':
      return found === seq + 1
        ? `${entry} is missing: ${other} follows`
        : `the entries ${String(seq)} to ${String((found ?? seq) - 1)} are missing: ${other} follows`;
    case 'out-of-order':
      return `where ${entry} should be stands ${other}, a second time or in the wrong place`;
    case 'other-past':
      return `${entry} does not continue the entry before it: one of the two was made anew`;
    case 'no-seam':
      return `the file does not begin as the one that continues the file before it`;
    case 'truncated':
      return `${entry} and all that followed are missing: the log was cut`;
    case 'rewritten':
      return `${entry} is not the one that was acknowledged: the log was made anew`;
    case 'no-head':
      return `the head is missing, so nobody can say whether the log was cut`;
    case 'unknown-hash':
      return `no entry has the hash that was expected: the log was cut or made anew`;
    default:
      return unreachable(code);
  }
}

function wholeLines({ entries, files, bytes, last, sealed, tornBytes }: Verified): readonly string[] {
  return [
    `the audit log is whole: ${count(entries, 'entry', 'entries')} in ${count(files, 'file', 'files')}, ${count(bytes, 'byte', 'bytes')}`,
    `last hash ${last.hash}`,
    ...(sealed > 0 ? [`${count(sealed, 'write was', 'writes were')} cut short by a stop and sealed off later; no entry was lost`] : []),
    ...(tornBytes > 0
      ? [`${count(tornBytes, 'byte', 'bytes')} of a write that was cut short stand at the end; the next run seals them off`]
      : []),
  ];
}

function brokenLines(broken: Broken): readonly string[] {
  const { file, line, offset } = broken;
  return [`the audit log is BROKEN at ${file} line ${String(line)} (byte ${String(offset)}): ${whatIsWrong(broken)}`];
}

function hashOf(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new Fault('usage', `\`${text}\` is not the hash of an entry`, {
    fix: 'it has 64 hexadecimal digits; a run shows one when it begins',
  });
}

export async function auditVerify(flags: AuditFlags, { directory, screen, ink }: AuditDoors): Promise<number> {
  const said = await verifyLog(directory, { hashes: (flags.expect ?? []).map(hashOf) });
  if (flags.json === true) {
    const { ok, ...rest } = said;
    screen.out(printableJson({ schema_version: 1, ok, ...rest, ...(said.ok ? {} : { reason: whatIsWrong(said) }) }));
  } else {
    const lines = said.ok ? wholeLines(said) : brokenLines(said);
    for (const [at, line] of lines.entries()) screen.out(at > 0 ? line : (said.ok ? ink.good : ink.bad)(printable(line)));
    if (!said.ok)
      screen.err(
        'fix: keep all files of the log as evidence, find out who wrote to them, then move them away; the next run begins another',
      );
  }
  return said.ok ? EXIT.ok : EXIT.refused;
}
