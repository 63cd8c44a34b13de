// A welcome as most tests want it; what a test is about it says itself.

import type { Welcome } from '../../src/protocol/index.js';

export const WELCOME: Welcome = {
  kind: 'welcome',
  id: 1,
  run: 'run',
  mode: 'simulated',
  provider: 'gcp',
  today: '2026-11-21',
  script: [],
  model: null,
  compressor: null,
  spike: null,
  canRun: true,
  canAsk: false,
  budget: { commands: 15, microUsd: 1_000_000, milliseconds: 600_000 },
  entries: 0,
  pseudonyms: true,
};
