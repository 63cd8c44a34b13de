// What Landlock is told: everything this kernel can forbid is forbidden, and a handful of files is granted.

import { closeSync, openSync, statSync } from 'node:fs';
import { err, ok, type Result } from '../shared/index.js';
import type { CommandGrants } from './command-grants.js';
import type { Syscall } from './native.js';

/** linux/landlock.h: rights on files, each with the first version of the interface (ABI) that knows it. */
const FILE_RIGHTS = {
  execute: { bit: 1n << 0n, since: 1 },
  'write-file': { bit: 1n << 1n, since: 1 },
  'read-file': { bit: 1n << 2n, since: 1 },
  'read-folder': { bit: 1n << 3n, since: 1 },
  'remove-folder': { bit: 1n << 4n, since: 1 },
  'remove-file': { bit: 1n << 5n, since: 1 },
  'make-character-device': { bit: 1n << 6n, since: 1 },
  'make-folder': { bit: 1n << 7n, since: 1 },
  'make-file': { bit: 1n << 8n, since: 1 },
  'make-socket': { bit: 1n << 9n, since: 1 },
  'make-fifo': { bit: 1n << 10n, since: 1 },
  'make-block-device': { bit: 1n << 11n, since: 1 },
  'make-link': { bit: 1n << 12n, since: 1 },
  'move-between-folders': { bit: 1n << 13n, since: 2 },
  truncate: { bit: 1n << 14n, since: 3 },
  'control-device': { bit: 1n << 15n, since: 5 },
} as const;

const TCP_BIND_AND_CONNECT = 0b11n;
const TCP_SINCE = 4;
const ABSTRACT_SOCKETS_AND_SIGNALS = 0b11n;
const SCOPES_SINCE = 6;

const READ = FILE_RIGHTS['read-file'].bit;
const EXECUTE = FILE_RIGHTS.execute.bit;
const WRITE = FILE_RIGHTS['write-file'].bit;

const ASK_FOR_VERSION = 1;
const RULE_PATH_BENEATH = 1;

export interface Grants {
  readonly executable: readonly string[];
  readonly readable: readonly string[];
}

/** The version of the interface; 0 when the kernel has none or has it switched off. */
export function landlockVersion(syscall: Syscall): number {
  const version = syscall('landlock_create_ruleset', 0, 0, ASK_FOR_VERSION);
  return version.ok ? version.value : 0;
}

function fileRights(version: number): bigint {
  return Object.values(FILE_RIGHTS).reduce((sum, { bit, since }) => (version >= since ? sum | bit : sum), 0n);
}

/** struct landlock_ruleset_attr: everything this version can forbid is forbidden. Later fields do not exist before their version. */
export function rulesetFor(version: number, forbidden: { readonly tcp: boolean } = { tcp: true }): Uint8Array {
  const fields = [fileRights(version)];
  if (version >= TCP_SINCE) fields.push(forbidden.tcp ? TCP_BIND_AND_CONNECT : 0n);
  if (version >= SCOPES_SINCE) fields.push(ABSTRACT_SOCKETS_AND_SIGNALS);
  const bytes = new Uint8Array(8 * fields.length);
  const view = new DataView(bytes.buffer);
  for (const [index, field] of fields.entries()) view.setBigUint64(8 * index, field, true);
  return bytes;
}

/** A ruleset that permits what is granted, not yet in force. */
export function prepareRuleset(syscall: Syscall, version: number, granted: Grants): Result<number, string> {
  const attributes = rulesetFor(version);
  const ruleset = syscall('landlock_create_ruleset', attributes, attributes.length, 0);
  if (!ruleset.ok) return err(`landlock_create_ruleset: errno ${String(ruleset.error)}`);
  const grants: readonly (readonly [string, bigint])[] = [
    ...granted.executable.map((path) => [path, EXECUTE | READ] as const),
    ...granted.readable.map((path) => [path, READ] as const),
    ['/dev/null', READ | WRITE],
  ];
  for (const [path, rights] of grants) {
    const failed = grant(syscall, ruleset.value, { path, rights });
    if (failed !== undefined) return err(failed);
  }
  return ok(ruleset.value);
}

const READ_TREE = READ | EXECUTE | FILE_RIGHTS['read-folder'].bit;
const DEVICE_RIGHTS = FILE_RIGHTS['make-character-device'].bit | FILE_RIGHTS['make-block-device'].bit | FILE_RIGHTS['control-device'].bit;

/** For a program that has the network: its files, by what may be done with them. Rights on the content of folders do not fit a file. */
export function prepareCommandRuleset(syscall: Syscall, version: number, granted: CommandGrants): Result<number, string> {
  const attributes = rulesetFor(version, { tcp: false });
  const ruleset = syscall('landlock_create_ruleset', attributes, attributes.length, 0);
  if (!ruleset.ok) return err(`landlock_create_ruleset: errno ${String(ruleset.error)}`);
  const grants: readonly (readonly [string, bigint])[] = [
    ...granted.readable.map((path) => [path, statSync(path).isDirectory() ? READ_TREE : READ | EXECUTE] as const),
    ...granted.writable.map((path) => [path, fileRights(version) & ~DEVICE_RIGHTS] as const),
    ...granted.devices.map((path) => [path, READ | WRITE] as const),
  ];
  for (const [path, rights] of grants) {
    const failed = grant(syscall, ruleset.value, { path, rights });
    if (failed !== undefined) return err(failed);
  }
  return ok(ruleset.value);
}

function grant(
  syscall: Syscall,
  ruleset: number,
  { path, rights }: { readonly path: string; readonly rights: bigint },
): string | undefined {
  const file = openSync(path, 'r');
  try {
    // struct landlock_path_beneath_attr, packed: the rights, then the descriptor
    const attributes = new Uint8Array(12);
    const view = new DataView(attributes.buffer);
    view.setBigUint64(0, rights, true);
    view.setInt32(8, file, true);
    const added = syscall('landlock_add_rule', ruleset, RULE_PATH_BENEATH, attributes, 0);
    return added.ok ? undefined : `landlock_add_rule: errno ${String(added.error)}`;
  } finally {
    closeSync(file);
  }
}
