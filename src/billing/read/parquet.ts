// Parquet: its columns from the footer, for both engines; its rows for the plain one.

import { type AsyncBuffer, asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetRead, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { Fault } from '../../shared/index.js';
import { exactOfBinary, SCALE } from '../engine/number.js';
import { cellText } from './json.js';
import type { Row } from './row.js';

/** `path` names a struct inside a struct; `isWhole`: lists and maps stay one cell, as JSON. */
export interface ParquetColumn {
  readonly path: readonly string[];
  readonly isWhole: boolean;
  readonly isBinaryFraction: boolean;
  /** A day or a moment, not its text. */
  readonly isMoment?: boolean;
  /** How many decimals it is written with, where it is a decimal. */
  readonly decimals?: number;
}

export interface Parquet {
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly columns: readonly ParquetColumn[];
}

export async function openParquet(path: string, file: string): Promise<Parquet> {
  try {
    const buffer = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(buffer);
    return { buffer, metadata, columns: columnsOf(metadata.schema) };
  } catch (cause) {
    throw new Fault('file', `${file} is no sound parquet file`, { cause, fix: 'fetch the file again and compare its size' });
  }
}

function columnsOf(schema: readonly SchemaElement[]): readonly ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  let at = 1;
  const walk = (prefix: readonly string[], isKept: boolean): void => {
    const element = schema[at];
    at += 1;
    if (element === undefined) return;
    const path = [...prefix, element.name];
    const children = element.num_children ?? 0;
    const isWhole =
      children > 0 &&
      (element.converted_type !== undefined || element.logical_type !== undefined || element.repetition_type === 'REPEATED');
    const isLeaf = children === 0;
    if (isKept && (isWhole || isLeaf)) {
      const isBinaryFraction = (element.type === 'DOUBLE' || element.type === 'FLOAT') && element.converted_type === undefined;
      const decimals = decimalsOf(element);
      const isMoment = isLeaf && isMomentOf(element);
      columns.push({ path, isWhole, isBinaryFraction, isMoment, ...(decimals === undefined ? {} : { decimals }) });
    }
    for (let child = 0; child < children; child += 1) walk(path, isKept && !isWhole);
  };
  const top = schema[0]?.num_children ?? 0;
  for (let child = 0; child < top; child += 1) walk([], true);
  return columns;
}

function isMomentOf({ converted_type, logical_type, type }: SchemaElement): boolean {
  const named = logical_type?.type ?? converted_type ?? '';
  return type === 'INT96' || named === 'DATE' || named.startsWith('TIMESTAMP');
}

function decimalsOf({ converted_type, logical_type, scale }: SchemaElement): number | undefined {
  if (logical_type?.type === 'DECIMAL') return logical_type.scale;
  return converted_type === 'DECIMAL' ? (scale ?? 0) : undefined;
}

/** Cells stand at their column's place; columns that nobody wants stay unread. */
export async function* readParquet({ buffer, columns, metadata }: Parquet, wanted: readonly number[]): AsyncGenerator<readonly Row[]> {
  const names = [...new Set(wanted.map((place) => columns[place]?.path[0] ?? ''))];
  let start = 0;
  for (const { num_rows: rows } of metadata.row_groups) {
    const end = start + Number(rows);
    let found: readonly Readonly<Record<string, unknown>>[] = [];
    await parquetRead({
      file: buffer,
      metadata,
      columns: names,
      rowStart: start,
      rowEnd: end,
      rowFormat: 'object',
      compressors,
      onComplete: (complete) => {
        found = complete;
      },
    });
    const offset = start;
    yield found.map((object, at): Row => {
      const cells: string[] = [];
      for (const place of wanted) cells[place] = cellOf(object, columns[place]);
      return { kind: 'cells', line: offset + at + 1, cells };
    });
    start = end;
  }
}

function cellOf(object: unknown, column: ParquetColumn | undefined): string {
  let value = object;
  for (const name of column?.path ?? []) {
    if (typeof value !== 'object' || value === null) return '';
    // CAST: an object read from a file; whatever it holds is unknown.
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (value instanceof Date) return value.toISOString().replace('T', ' ').slice(0, 19);
  if (typeof value === 'number' && column?.isBinaryFraction === true) return binaryText(value);
  // The reader makes a binary fraction of a decimal; as many decimals as the column has make it the decimal again.
  if (typeof value === 'number' && column?.decimals !== undefined && column.decimals <= 100) return value.toFixed(column.decimals);
  return cellText(value);
}

/** A binary fraction as decimal text, as exact as the engines take it. */
function binaryText(value: number): string {
  const exact = exactOfBinary(value);
  if (exact === undefined) return String(value);
  const digits = String(exact < 0n ? -exact : exact).padStart(SCALE + 1, '0');
  return `${exact < 0n ? '-' : ''}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
}
