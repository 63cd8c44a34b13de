// The bytes of a file as they were before they were packed: gzip, or a member of a zip. Trusts nothing about them: what unfolds without
// end is stopped, and what was cut off is refused even where a decompressor would shrug.

import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { errorCode, Fault } from '../../shared/index.js';
import { READ_LIMITS } from './limits.js';

const NEWLINE = 0x0a;
const LOOKED_AT = 16 * 1024;
const FIX_PACKED = 'unpack it yourself, look at what it is, and give the plain file';

export function tooMuch(file: string): Fault {
  return new Fault('file', `${file} unfolds to far more than a bill would`, { fix: FIX_PACKED });
}

function isTooMuch(packed: number, unpacked: number): boolean {
  if (unpacked > READ_LIMITS.mostUnpackedBytes) return true;
  return unpacked > READ_LIMITS.unpackedBytes && unpacked > packed * READ_LIMITS.unpackedRatio;
}

export interface Unpacked {
  readonly bytes: number;
  readonly sample: Buffer;
  /** Of the bytes between two line ends. */
  readonly hasLongLine: boolean;
}

/** Reads a packed stream to its end and keeps its beginning. T-CUT: only its end says whether all of it is there. */
export async function unpackOnce(stream: AsyncIterable<Buffer>, packedBytes: number, file: string): Promise<Unpacked> {
  const kept: Buffer[] = [];
  let bytes = 0;
  let sinceLineEnd = 0;
  let isLong = false;
  for await (const chunk of guarded(stream, packedBytes, file)) {
    if (bytes < READ_LIMITS.sampleBytes) kept.push(chunk);
    bytes += chunk.length;
    const last = chunk.lastIndexOf(NEWLINE);
    sinceLineEnd = last === -1 ? sinceLineEnd + chunk.length : chunk.length - last - 1;
    isLong ||= sinceLineEnd > READ_LIMITS.lineBytes;
  }
  return { bytes, hasLongLine: isLong, sample: Buffer.concat(kept).subarray(0, READ_LIMITS.sampleBytes) };
}

async function* guarded(stream: AsyncIterable<Buffer>, packedBytes: number, file: string): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (isTooMuch(packedBytes, bytes)) throw tooMuch(file);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const isCut = errorCode(cause) === 'Z_BUF_ERROR';
    throw new Fault(
      'file',
      isCut ? `${file} is cut off: its end is missing` : `${file} is damaged: ${errorCode(cause) ?? 'it does not unpack'}`,
      {
        cause,
        fix: 'fetch the file again and compare its size',
      },
    );
  }
}

/**
 * Whether a line of a plain file is longer than any may be: such a line covers a whole stretch of the file without a line end. Only the
 * beginning of each stretch is looked at, so that the largest file costs a few thousand small reads.
 */
export function hasLongLine(path: string): boolean {
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(LOOKED_AT);
  try {
    for (let stretch = 0; ; stretch += READ_LIMITS.lineBytes) {
      let hasEnd = false;
      for (let at = 0; at < READ_LIMITS.lineBytes && !hasEnd; at += LOOKED_AT) {
        const read = readSync(file, piece, 0, LOOKED_AT, stretch + at);
        hasEnd = piece.subarray(0, read).includes(NEWLINE);
        if (read < LOOKED_AT) return false;
      }
      if (!hasEnd) return true;
    }
  } finally {
    closeSync(file);
  }
}

export function readPlain(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: 1024 * 1024 });
}

export async function* readGzip(path: string, packedBytes: number, file: string): AsyncGenerator<Buffer> {
  const unpacked = createGunzip({ chunkSize: 256 * 1024 });
  const packed = createReadStream(path, { highWaterMark: 256 * 1024 });
  packed.on('error', (cause) => unpacked.destroy(cause));
  yield* guarded(packed.pipe(unpacked), packedBytes, file);
}

export interface ZipMember {
  readonly name: string;
  readonly packedBytes: number;
  readonly read: () => AsyncGenerator<Buffer>;
}

const ENCRYPTED = 1;

/** Members that can be a table. Nothing is written anywhere, so their names can do no harm; they are only shown. */
export async function zipMembers(path: string, file: string): Promise<readonly ZipMember[]> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false, lazyEntries: true });
  } catch (cause) {
    throw new Fault('file', `${file} is no sound zip archive`, { cause, fix: 'fetch the file again and compare its size' });
  }
  if (zip.entryCount > READ_LIMITS.zipMembers)
    throw new Fault('file', `${file} holds ${String(zip.entryCount)} files`, { fix: FIX_PACKED });
  const members: ZipMember[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/') || /(?:^|\/)(?:__MACOSX\/|\.)|manifest\.json$/iu.test(entry.fileName)) continue;
      if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) {
        throw new Fault('file', `${file} is encrypted`, { fix: 'unpack it yourself and give the plain file' });
      }
      // T-FLOOD: what it says of itself is believed only to its disadvantage; what really comes is counted.
      if (isTooMuch(entry.compressedSize, entry.uncompressedSize)) throw tooMuch(file);
      members.push({ name: entry.fileName, packedBytes: entry.compressedSize, read: () => readMember(zip, entry, file) });
    }
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('file', `${file} is no sound zip archive`, { cause, fix: 'fetch the file again and compare its size' });
  }
  return members;
}

async function* readMember(zip: ZipFile, entry: Entry, file: string): AsyncGenerator<Buffer> {
  const stream: Readable = await zip.openReadStreamPromise(entry);
  yield* guarded(stream, entry.compressedSize, file);
}
