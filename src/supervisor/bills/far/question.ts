// A bill that stays where it is: lines that ask for its days, and how what they print becomes a file that the loader knows. A question builds
// lines and nothing else; the gate judges each of them as it judges any other.

export interface FarQuestion {
  readonly provider: 'aws' | 'gcp';
  readonly fileName: string;
  /** The lines to begin with. */
  readonly lines: readonly string[];
  /** What one of them printed, as JSON: rows or pages to keep, and the line that asks for what is missing. */
  readonly read: (printed: unknown, line: string) => FarPage | undefined;
}

export interface FarPage {
  readonly kept: readonly unknown[];
  readonly next: string | undefined;
}

export interface Period {
  readonly from: string;
  /** The first day that is not asked for. */
  readonly until: string;
}

const DAY_MS = 86_400_000;

export function periodOf(days: number, today: string): Period {
  return { from: dayAfter(today, -days), until: today };
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
