// Bill files for a test: written into a folder of its own, read by one engine or both.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Test } from 'tap';
import { type Bill, type BillPath, loadBill } from '../../src/billing/load.js';
import { Fault } from '../../src/shared/index.js';
import type { Cube } from '../../src/spikes/index.js';

/** The samples stand beside the sources, not beside what was built from them. */
export const SAMPLES = new URL('../../../test/billing/samples/', import.meta.url).pathname;

export function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'ghosthunter-billing-'));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

export function written(t: Test, files: Readonly<Record<string, string | Uint8Array>>): readonly BillPath[] {
  const at = folder(t);
  return Object.entries(files).map(([name, content]) => {
    const path = join(at, name);
    writeFileSync(path, content);
    return { path, name };
  });
}

/** One cube's values as text, since big integers are not JSON. */
export function textOf(cubes: readonly Cube[]): string {
  return JSON.stringify(cubes, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (value instanceof BigInt64Array || value instanceof Float64Array) return Array.from(value, String);
    return value;
  });
}

/** Read by both engines, which must agree to the byte. */
export async function loadedTwice(t: Test, paths: readonly BillPath[]): Promise<Bill> {
  const plain = await loadBill(paths, { engine: 'javascript' });
  const sql = await loadBill(paths, { engine: 'sql' });
  t.equal(textOf(sql.cubes), textOf(plain.cubes), 'both engines make the same cubes');
  t.same(
    sql.files.map(({ rejected, rows }) => ({ rejected, rows })),
    plain.files.map(({ rejected, rows }) => ({ rejected, rows })),
    'and count the same lines',
  );
  sql.close();
  return plain;
}

export function runRate(cube: Cube | undefined): bigint {
  return (cube?.series ?? []).reduce((sum, series) => sum + series.cost.reduce((all, cost) => all + cost, 0n), 0n);
}

export function allMoney(cube: Cube | undefined): bigint {
  return (cube?.oneOffs ?? []).reduce((sum, { cost }) => sum + cost, runRate(cube));
}

export function oneOffs(cube: Cube | undefined): readonly string[] {
  return (cube?.oneOffs ?? []).map(({ cost, kind }) => `${kind} ${String(Number(cost) / 1e9)}`).sort();
}

export async function faultOf(act: () => Promise<unknown>): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await act();
  } catch (cause) {
    if (cause instanceof Fault) return { code: cause.code, message: cause.message };
    throw cause;
  }
  return { code: 'none', message: '' };
}

/** A zip archive; `claimed` sizes may lie. */
export function zipOf(members: Readonly<Record<string, string | Uint8Array>>, claimed?: number): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(raw), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claimed ?? raw.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields, Buffer.from(name), packed]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), fields, more, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}

/** What each byte adds, so that a bomb of 300 MiB is summed up in a second. */
const CRC_OF_BYTE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) crc = (crc >>> 8) ^ (CRC_OF_BYTE[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
