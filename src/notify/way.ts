// One way of telling a person, and what came of it. A way that fails says why and stops nobody else.

import type { NotifyEvent, NotifyOutcome } from '../protocol/index.js';
import { printable } from '../shared/index.js';

export interface Told {
  readonly isDelivered: boolean;
  readonly code: string;
  readonly detail: string;
}

export type Way = (event: NotifyEvent, milliseconds: number) => Promise<Told>;

export const DELIVERED: Told = { isDelivered: true, code: 'delivered', detail: '' };

const LONGEST_DETAIL = 400;

export function notDelivered(code: string, detail: string): Told {
  return { isDelivered: false, code, detail: printable(detail, LONGEST_DETAIL) };
}

export async function tell(
  way: NotifyOutcome['way'],
  deliver: Way,
  event: NotifyEvent,
  milliseconds: number,
  now: () => number,
): Promise<NotifyOutcome> {
  const began = now();
  const told = await deliver(event, milliseconds);
  return { way, ...told, milliseconds: Math.round(now() - began) };
}
