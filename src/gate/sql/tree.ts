// What a query says, as far as anybody has to know it: which tables each SELECT reads, by what conditions, and what an expression names.

export type Expression =
  | { readonly kind: 'column'; readonly path: readonly string[]; readonly at: number }
  /** No value where the text holds escapes. */
  | { readonly kind: 'string'; readonly value: string | undefined }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Expression[] }
  /** `CAST(x AS DATE)`, `DATE "2026-03-26"`. */
  | { readonly kind: 'typed'; readonly type: string; readonly of: readonly [Expression] }
  | { readonly kind: 'interval'; readonly unit: string; readonly of: readonly [Expression] }
  | { readonly kind: 'sum'; readonly sign: 1 | -1; readonly of: readonly [Expression, Expression] }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly of: readonly [Expression, Expression] }
  | { readonly kind: 'between'; readonly of: readonly [Expression, Expression, Expression] }
  | { readonly kind: 'like'; readonly of: readonly [Expression, Expression] }
  /** The first is looked for among the rest. */
  | { readonly kind: 'in'; readonly of: readonly [Expression, ...Expression[]] }
  | { readonly kind: 'in-array'; readonly of: readonly [Expression, Expression] }
  | { readonly kind: 'array'; readonly of: readonly Expression[] }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'subquery'; readonly of: readonly [] }
  /** Whatever else is computed from its parts. */
  | { readonly kind: 'other'; readonly of: readonly Expression[] };

export function partsOf(of: Expression): readonly Expression[] {
  return 'of' in of ? of.of : [];
}

export type Comparison = '=' | '<' | '>' | '<=' | '>=';

/** How many rows: `few` at most a thousand, `grouped` one a group, `generated` as many as a function makes, `many` as many as are stored. */
export type Rows = 'few' | 'grouped' | 'generated' | 'many';

/** One thing that a FROM reads. */
export interface Source {
  /** A `table` whose path begins with the alias of another source is an array of that. */
  readonly kind: 'table' | 'query' | 'array';
  readonly at: number;
  readonly text: string;
  readonly path: readonly string[];
  /** In small letters; empty where it has none. */
  readonly alias: string;
  /** The alias, where the engine surely knows the source by it. */
  readonly sureAlias: string;
  /** The first of several names that are written with dots between them, in small letters. */
  readonly head: string;
  /** Names of columns that it adds, in small letters: the offset of an array. */
  readonly adds: readonly string[];
  readonly rows: Rows;
  /** Whether its columns can have any name, so that a bare name elsewhere may mean one of them. */
  readonly hidesNames: boolean;
  /** Pivoted: a condition on the result is none on the table. */
  readonly isReshaped: boolean;
}

/** `*` or `alias.*`, less the columns in EXCEPT. */
export interface Star {
  readonly except: readonly string[];
  readonly at: number;
}

export interface Select {
  readonly at: number;
  readonly sources: readonly Source[];
  /** What holds for every row of all sources: the WHERE, and the ON of inner joins. */
  readonly conditions: readonly Expression[];
  /** Sources that a USING or the ON of any join ties together. */
  readonly joins: readonly Expression[];
  readonly ties: readonly (readonly [number, number])[];
  readonly stars: readonly Star[];
  /** The SELECT that this one is an expression of, and how many of its sources can be named here. */
  readonly outer: Select | undefined;
  readonly outerVisible: number;
}

export interface SqlQuery {
  /** Each SELECT, wherever it stands. */
  readonly selects: readonly Select[];
  /** Each column that is named, wherever it stands. */
  readonly columns: readonly Extract<Expression, { readonly kind: 'column' }>[];
}
