// One line of `ghosthunter doctor`: what was looked at, what was seen, and what to do about it.

export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly seen: string;
  readonly fix: string | null;
}

export function fine(name: string, seen: string): Check {
  return { name, status: 'ok', seen, fix: null };
}

export function warning(name: string, seen: string, fix: string): Check {
  return { name, status: 'warning', seen, fix };
}

export function failed(name: string, seen: string, fix: string): Check {
  return { name, status: 'failed', seen, fix };
}
