// What became of one request of a Message Batch: a message that was paid for, or an error in the API's own words.

export interface Succeeded {
  readonly kind: 'succeeded';
  readonly message: Readonly<Record<string, unknown>>;
}

export interface Failed {
  readonly kind: 'failed';
  readonly status: number;
  /** As the API names it. */
  readonly type: string;
  readonly text: string;
  /** Asking once more may help. */
  readonly mayRetry: boolean;
}

export type Outcome = Succeeded | Failed;

const STATUSES: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};
const OTHERWISE = 500;

export const typeOf = (status: number): string => Object.entries(STATUSES).find(([, of]) => of === status)?.[0] ?? 'api_error';

export function failedAs(type: string, text: string, mayRetry: boolean): Failed {
  const status = Object.hasOwn(STATUSES, type) ? STATUSES[type] : undefined;
  return { kind: 'failed', status: status ?? OTHERWISE, type: status === undefined ? 'api_error' : type, text, mayRetry };
}

/** A gateway that was asked for us: what it says is its own matter, what the SDK makes of it hangs on the number. */
export function failedWith(status: number, text: string, mayRetry: boolean): Failed {
  return { kind: 'failed', status, type: typeOf(status), text, mayRetry };
}
