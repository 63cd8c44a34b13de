// What a value must be. A pack names kinds by their place in its own table, so that a structure can hold itself; here they are
// resolved. How a list or a structure is written on a line is not said here: that is the grammar of each program.

/** Shapes that are read by code: a language, a date, a closed list of our own. Every other text is a `match`. */
export const SHAPE_NAMES = [
  // Plain values.
  'boolean',
  'date',
  'duration',
  'epoch-milliseconds',
  'instant',
  'json',
  // AWS.
  'aws-region',
  'date-period',
  'jmespath',
  'log-pattern',
  // Google Cloud.
  'gcloud-filter',
  'gcloud-flatten',
  'gcloud-format',
  'gcloud-sort',
  'log-filter',
  'sql',
  'sql-parameter',
  // Kubernetes.
  'field-selector',
  'kube-output',
  'kube-resources',
  'label-selector',
] as const;

export type ShapeName = (typeof SHAPE_NAMES)[number];

export type Kind =
  | { readonly kind: 'named'; readonly name: ShapeName }
  | { readonly kind: 'choice'; readonly choice: ReadonlySet<string> }
  /** A whole number, both ends included. */
  | { readonly kind: 'count'; readonly least: number; readonly most: number }
  /** A number with a fraction. */
  | { readonly kind: 'decimal'; readonly least: number; readonly most: number }
  /** Text of so many characters that the whole pattern matches; proved linear when the pack is built. */
  | {
      readonly kind: 'match';
      readonly match: RegExp;
      readonly least: number;
      readonly most: number;
      readonly of: string;
      readonly example: string;
    }
  | { readonly kind: 'list'; readonly item: Kind; readonly least: number; readonly most: number }
  | {
      readonly kind: 'fields';
      readonly fields: ReadonlyMap<string, Kind>;
      readonly required: readonly string[];
      /** Exactly one of the fields is there. */
      readonly isOne: boolean;
    }
  | { readonly kind: 'map'; readonly key: Kind; readonly value: Kind; readonly most: number };
