// Days by counting, without a time of day.

const DAY_MS = 86_400_000;

export function isoDay(firstDay: string, days: number): string {
  return new Date(Date.parse(`${firstDay}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysBetween(firstDay: string, day: string): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${firstDay}T00:00:00Z`)) / DAY_MS);
}
