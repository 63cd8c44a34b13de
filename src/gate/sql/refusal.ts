// Why a text is not a query that may be judged, and which of the seven layers says so.

/** @public */
export type SqlCode =
  /** Not a query at all: empty, not SQL, too long. */
  | 'sql-syntax'
  /** Something that is not one SELECT: it changes, exports, runs a script. */
  | 'sql-statement'
  /** A function that is not on the list of known ones. */
  | 'sql-function'
  /** A view or a column of INFORMATION_SCHEMA that is not on the list. */
  | 'sql-view'
  /** It begins as a SELECT but our grammar does not read it: nobody can say what it scans. */
  | 'sql-unreadable';

export interface SqlRefusal {
  readonly code: SqlCode;
  /** Where the offending part begins, in UTF-16 units from the start of the text. */
  readonly at: number;
  readonly text: string;
}
