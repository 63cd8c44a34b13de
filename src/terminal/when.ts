// Points in time as a person gives them. The log's clock is UTC, and so is every date here.

import { Fault } from '../shared/index.js';

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
const AGO = /^(\d{1,6})([smhdw])$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?Z?$/;

/** `undefined` for a day that no calendar has. */
function momentOf(day: string, time: string): number | undefined {
  const at = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? undefined : at;
}

function parsed(text: string, isEnd: boolean, now: number): number | undefined {
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (MILLISECONDS[unit] ?? 0);
  if (DAY.test(text)) return momentOf(text, isEnd ? '23:59:59.999' : '00:00:00.000');
  const [, day, minute = '', second] = MOMENT.exec(text) ?? [];
  return day === undefined ? undefined : momentOf(day, `${minute}${second ?? (isEnd ? ':59' : ':00')}${isEnd ? '.999' : '.000'}`);
}

/** As the log writes it, so that both can be compared as text. A day, minute or second is meant whole: from its beginning, or to its end. */
export function whenOf(flag: string, text: string, now: Date): string {
  const at = parsed(text.trim(), flag === '--until', now.getTime());
  if (at === undefined || at < 0)
    throw new Fault('usage', `${flag} takes a time, not \`${text}\``, {
      fix: `such as ${flag}=7d, 2h, 30m, 2026-11-01 or 2026-11-01T14:30 (UTC)`,
    });
  return new Date(at).toISOString();
}
