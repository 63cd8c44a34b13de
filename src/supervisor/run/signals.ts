// The signals that ask a run to end. They are heard from the beginning, also while nobody can act on them yet.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export type Signal = (typeof SIGNALS)[number];

export interface Signals {
  /** Those that came already, and then each one. */
  readonly hear: (heard: (signal: Signal) => void) => void;
  readonly close: () => void;
}

export function openSignals(): Signals {
  const early: Signal[] = [];
  let hear = (signal: Signal): void => {
    early.push(signal);
  };
  const all = SIGNALS.map((signal) => ({
    signal,
    listener: () => {
      hear(signal);
    },
  }));
  for (const { listener, signal } of all) process.on(signal, listener);
  return {
    hear: (heard) => {
      hear = heard;
      for (const signal of early.splice(0)) heard(signal);
    },
    close: () => {
      for (const { listener, signal } of all) process.off(signal, listener);
    },
  };
}
