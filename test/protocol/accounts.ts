// What every answer of the executor carries about the budget, for tests that are about something else.

export const ACCOUNTS = {
  spent: { commands: 1, microUsd: 0, milliseconds: 5 },
  left: { commands: 14, microUsd: 1_000_000, milliseconds: 599_995 },
} as const;
