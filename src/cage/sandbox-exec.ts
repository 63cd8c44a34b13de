// macOS, experimental: a sandbox-exec profile that denies everything and then permits what Node needs to start.
// Nobody has run it in our own tests yet; they only read its text.

import { dirname } from 'node:path';
import { err, nodeFlags, ok, type Result } from '../shared/index.js';
import { type CagePlan, type CageProfile, type EntryOrders, mainArguments } from './profile.js';

const SANDBOX_EXEC = '/usr/bin/sandbox-exec';

const SYSTEM_FOLDERS = ['/usr/lib', '/System/Library', '/System/Volumes/Preboot/Cryptexes/OS'];
const SYSTEM_VALUES = [
  'hw.activecpu',
  'hw.byteorder',
  'hw.cachelinesize',
  'hw.logicalcpu',
  'hw.logicalcpu_max',
  'hw.memsize',
  'hw.ncpu',
  'hw.pagesize',
  'hw.pagesize_compat',
  'hw.physicalcpu',
  'kern.osproductversion',
  'kern.osrelease',
  'kern.ostype',
  'kern.osversion',
  'kern.version',
  'sysctl.proc_cputype',
];

export function planSandboxExec(profile: CageProfile): Result<CagePlan, string> {
  const text = sandboxProfile(profile);
  if (!text.ok) return text;
  const orders: EntryOrders = {
    main: profile.main,
    mainArguments: mainArguments(profile.native, profile.readOnly),
    witness: profile.witness,
    supervisorPid: profile.supervisorPid,
  };
  return ok({
    tier: 'sandbox-exec',
    program: SANDBOX_EXEC,
    argv: ['-p', text.value, profile.nodePath, ...nodeFlags(process.execArgv), profile.entry, JSON.stringify(orders)],
    filter: undefined,
    reportsPid: false,
    files: [profile.entry, profile.main, ...profile.native, ...profile.readOnly],
    particulars: {},
  });
}

export function sandboxProfile(profile: CageProfile): Result<string, string> {
  const readable = [profile.nodePath, profile.entry, profile.main, ...profile.native, ...profile.readOnly];
  const unsafe = readable.find((path) => !isQuotable(path));
  if (unsafe !== undefined) return err(`no macOS profile can name the path \`${unsafe}\``);
  const folders = [dirname(profile.nodePath), ...SYSTEM_FOLDERS];
  return ok(
    [
      '(version 1)',
      '(deny default)',
      '(deny process-fork)',
      `(allow process-exec (literal ${quoted(profile.nodePath)}))`,
      '(allow process-info* (target self))',
      '(allow signal (target self))',
      `(allow file-read* ${folders.map((path) => `(subpath ${quoted(path)})`).join(' ')})`,
      `(allow file-read* ${readable.map((path) => `(literal ${quoted(path)})`).join(' ')})`,
      // Resolving a path reads the attributes of every folder on the way, never their contents.
      `(allow file-read-metadata ${parents(readable)
        .map((path) => `(literal ${quoted(path)})`)
        .join(' ')})`,
      '(allow file-read* file-write-data (literal "/dev/null"))',
      '(allow file-read* (literal "/dev/urandom") (literal "/dev/random"))',
      `(allow sysctl-read ${SYSTEM_VALUES.map((name) => `(sysctl-name ${quoted(name)})`).join(' ')})`,
      '',
    ].join('\n'),
  );
}

function parents(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths) for (let folder = dirname(path); !found.has(folder); folder = dirname(folder)) found.add(folder);
  return [...found].sort();
}

/** T-QUOTE: a path is text of the profile's language, and a quote in it would end the string. */
function isQuotable(path: string): boolean {
  return path.startsWith('/') && /^[\p{L}\p{N} ._/@+~:,=-]+$/u.test(path);
}

function quoted(text: string): string {
  return `"${text}"`;
}
