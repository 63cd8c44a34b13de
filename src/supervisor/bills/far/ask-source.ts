// A bill that is asked for where it lies, with nobody there to ask: for a service, whose configuration has agreed to it.

import type { Screen } from '../../../terminal/index.js';
import type { Config } from '../../config.js';
import type { Surroundings } from '../../state-directory.js';
import { askFar } from './ask-far.js';
import { bigQueryQuestion } from './bigquery.js';
import { costExplorerQuestion } from './cost-explorer.js';
import { periodOf } from './question.js';

export interface AskedSource {
  /** The table of the export; null for Cost Explorer. */
  readonly table: string | null;
  readonly days: number;
  readonly today: string;
  /** Empty, and its owner's alone: the bill is written there. */
  readonly folder: string;
  readonly config: Config;
  /** With the credentials of this source in its environment. */
  readonly surroundings: Surroundings;
  readonly stateDirectory: string;
  readonly screen: Screen;
}

/** The path of the bill. */
export function askSource({ config, days, folder, screen, stateDirectory, surroundings, table, today }: AskedSource): Promise<string> {
  const period = periodOf(days, today);
  const question = table === null ? costExplorerQuestion(period) : bigQueryQuestion(table, period);
  return askFar(question, { config, surroundings, stateDirectory, screen, isAgreed: true, scratch: folder });
}
