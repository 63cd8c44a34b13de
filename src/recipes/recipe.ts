// How to have a cloud write a bill that is read here in full: what to type, what it costs, and which columns come.

export interface Recipe {
  readonly provider: 'aws' | 'gcp' | 'azure';
  readonly kind: string;
  readonly title: string;
  /** The format that the file is read as, and its version. */
  readonly format: string;
  readonly version: string;
  /** What the file tells, and what it does not. */
  readonly tells: string;
  readonly costs: string;
  /** Of the file, in its spelling. */
  readonly columns: readonly string[];
  readonly sql?: { readonly dialect: 'cur' | 'athena' | 'bigquery'; readonly text: string };
  /** In order; what begins with two spaces is typed. */
  readonly steps: readonly string[];
}
