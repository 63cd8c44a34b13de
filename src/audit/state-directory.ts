// Where the log is: in the directory of everything that is kept between runs.

import { join, resolve } from 'node:path';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export function stateDirectoryPath({ environment, home }: Surroundings): string {
  const chosen = environment['GHOSTHUNTER_HOME'];
  // Absolute: the executor, which writes the audit log, stands in another directory.
  return chosen !== undefined && chosen !== '' ? resolve(chosen) : join(home, '.ghosthunter');
}
