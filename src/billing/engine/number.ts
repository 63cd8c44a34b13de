// Money and usage as text, read exactly: whole numbers of 10^-18. The same grammar as the SQL engine's, so that both read the same.

/** Decimals that are kept; a further digit rounds half away from zero. */
export const SCALE = 18;
/** Numbers that come as binary fractions are exact to so many decimals; what lies behind is noise of their spelling. */
export const BINARY_SCALE = 12;
export const NANO = 10n ** 9n;

const LONGEST_NUMBER = 60;
const MOST_WHOLE_DIGITS = 20;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/u;

/** What exports write where there is nothing. */
const BLANKS: ReadonlySet<string> = new Set(['', 'NULL', 'null', 'None', '\\N']);

export function isBlank(text: string): boolean {
  return BLANKS.has(text) || text.trim() === '';
}

export type NumberStyle = 'point' | 'comma';

/** Undefined: not a number. */
export function parseExact(raw: string, style: NumberStyle = 'point'): bigint | undefined {
  const text = raw.trim();
  if (text.length > LONGEST_NUMBER) return undefined;
  const plain = style === 'point' ? parsePlain(text) : undefined;
  return plain ?? parsePlain(withoutDressing(text, style));
}

function parsePlain(text: string): bigint | undefined {
  const found = NUMBER.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = found;
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const places = fraction.length - Number(exponent);
  if (digits.length - places > MOST_WHOLE_DIGITS && !/^0*$/u.test(digits)) return undefined;
  const value = scaled(BigInt(digits), places);
  return sign === '-' ? -value : value;
}

/** `digits` / 10^`places` in units of 10^-SCALE; not below zero. */
function scaled(digits: bigint, places: number): bigint {
  if (digits === 0n) return 0n;
  if (places <= SCALE) return digits * 10n ** BigInt(SCALE - places);
  const unit = 10n ** BigInt(places - SCALE);
  return (digits + unit / 2n) / unit;
}

const THOUSANDS = /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/u;
const THOUSANDS_OF_COMMA = /^\d{1,3}(?:[. ]\d{3})*(?:,\d+)?$|^\d+(?:,\d+)?$/u;

/** Without currency, brackets of the negative and separators of thousands; text that is no number stays none. */
function withoutDressing(text: string, style: NumberStyle): string {
  const bare = text.replace(/[$€£¥\s\u00a0\u202f]/gu, '');
  const bracketed = bare.startsWith('(') && bare.endsWith(')');
  const unsigned = bracketed ? bare.slice(1, -1) : bare.replace(/^[+-]/u, '');
  const sign = bracketed || bare.startsWith('-') ? '-' : '';
  if (style === 'comma') {
    return THOUSANDS_OF_COMMA.test(unsigned) ? sign + unsigned.replaceAll('.', '').replace(',', '.') : sign + unsigned;
  }
  // `0,075` is never a thousand.
  if (unsigned.includes(',')) return THOUSANDS.test(unsigned) && !unsigned.startsWith('0') ? sign + unsigned.replaceAll(',', '') : '';
  return sign + unsigned;
}

/** Whether a column writes its fractions behind a comma: by the values that cannot mean anything else. */
export function styleOf(values: readonly string[]): NumberStyle {
  const isComma = (value: string): boolean =>
    /^-?(?:0|\d{1,3}(?:\.\d{3})*|\d+),\d+$/u.test(value) && !THOUSANDS.test(value.replace(/^-/u, ''));
  const isZeroComma = (value: string): boolean => /^-?0,\d+$/u.test(value);
  return values.some((value) => isZeroComma(value.trim()) || isComma(value.trim())) ? 'comma' : 'point';
}

/** A binary fraction as the SQL engine casts it: to `BINARY_SCALE` decimals, half away from zero. */
export function exactOfBinary(value: number): bigint | undefined {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e20) return undefined;
  const shifted = Math.abs(value) * 10 ** BINARY_SCALE;
  const whole = Math.floor(shifted);
  const rounded = BigInt(shifted - whole >= 0.5 ? whole + 1 : whole) * 10n ** BigInt(SCALE - BINARY_SCALE);
  return value < 0 ? -rounded : rounded;
}

/** Half away from zero. */
export function toNano(exact: bigint): bigint {
  const unit = NANO;
  const half = unit / 2n;
  return exact < 0n ? -((-exact + half) / unit) : (exact + half) / unit;
}

export function toNumber(exact: bigint): number {
  return Number(exact / 10n ** 9n) / 1e9;
}
