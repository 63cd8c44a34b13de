// A program of the person's own, which reads the event as JSON from its standard input.

import { start } from './start.js';
import type { Way } from './way.js';

export function hook(argv: readonly string[], home: string): Way {
  return (event, milliseconds) => start({ argv, environment: { HOME: home }, input: `${JSON.stringify(event)}\n`, milliseconds });
}
