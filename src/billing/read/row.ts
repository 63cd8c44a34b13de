// One line of a table, as text. A line that is no row says why, and is counted.

export type Row =
  | { readonly kind: 'cells'; readonly line: number; readonly cells: readonly string[] }
  | { readonly kind: 'broken'; readonly line: number; readonly reason: string; readonly text: string };

/** What of a broken line is kept to be shown. */
export const SHOWN_CHARACTERS = 200;

export const ROWS_AT_ONCE = 1_000;

export async function* inBatches(rows: AsyncIterable<Row> | Iterable<Row>): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < ROWS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
