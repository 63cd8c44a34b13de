// The figures of a page, worked out anew from the file: a second spelling of each form, so that a mistake in one shows against the other.

type Json = unknown;

export interface Figure {
  /** Where in the file. */
  readonly from: string;
  readonly as: string;
  readonly text: string;
}

export function valueAt(file: Json, pointer: string): Json {
  return pointer
    .split('/')
    .slice(1)
    .reduce<Json>((value, step) => {
      if (typeof value !== 'object' || value === null) return undefined;
      // CAST: an object or a list, asked for one own key.
      return Object.hasOwn(value, step) ? (value as Readonly<Record<string, Json>>)[step] : undefined;
    }, file);
}

function grouped(nano: string): string {
  const cents = (BigInt(nano) * 2n + 10_000_000n) / 20_000_000n;
  return new Intl.NumberFormat('en-US', { minimumFractionDigits: 2 }).format(Number(cents) / 100);
}

function dollarsOf(microUsd: number): string {
  return microUsd === 0 || microUsd >= 10_000
    ? `$${(Math.round(microUsd / 10_000) / 100).toFixed(2)}`
    : `$${(microUsd / 1e6).toFixed(6)}`.replace(/0{1,3}$/u, '');
}

const MONEY_OF: readonly (readonly [RegExp, (file: Json, pointer: string) => Json])[] = [
  [/^\/spike\//u, (file) => valueAt(file, '/spike/currency')],
  [/^\/conclusion\/money\//u, (file) => valueAt(file, '/conclusion/money/currency')],
  [/^\/reports\//u, (file, pointer) => valueAt(file, `${pointer.split('/').slice(0, 3).join('/')}/currency`)],
];

/** What the page should say; undefined for a form that is compared elsewhere. */
export function expectedText(file: Json, { as, from }: Figure): string | undefined {
  const value = valueAt(file, from);
  const [, currencyOf = (): Json => undefined] = MONEY_OF.find(([where]) => where.test(from)) ?? [];
  switch (as) {
    case 'text':
      return String(value);
    case 'lines':
      return String(value);
    case 'amount':
      return `${grouped(String(value))} ${String(currencyOf(file, from))}`;
    case 'dollars':
      return dollarsOf(Number(value));
    case 'percent':
      return `${(Number(value) * 100).toFixed(0)} %`;
    case 'belief':
      return Number(value).toFixed(2);
    case 'count':
      return String(value);
    case 'time':
      return Number(value) < 1_000
        ? `${String(value)} ms`
        : Number(value) < 120_000
          ? `${(Number(value) / 1_000).toFixed(1)} s`
          : `${String(Math.round(Number(value) / 60_000))} min`;
    case 'size':
      return Number(value) < 1_000
        ? `${String(value)} B`
        : Number(value) < 1e6
          ? `${(Number(value) / 1e3).toFixed(1)} kB`
          : `${(Number(value) / 1e6).toFixed(1)} MB`;
    case 'outcome':
      return String(value).replace('-', ' ');
    default:
      return undefined;
  }
}
