// `ghosthunter demo`: an investigation of a simulated cloud. No key, no credentials, no bill of one's own.

import { EXIT, printable, printableJson } from '../shared/index.js';
import type { Screen } from '../terminal/index.js';
import { openWorld, WORLD_NAMES } from '../worlds/index.js';
import { runCommand } from './run-command.js';
import type { RunFlags } from './run-options.js';
import type { Surroundings } from './state-directory.js';

/** A rise that shows how hypotheses move; where there is no such world, the first that there is. */
const FAVOURITES = ['aws-nat-gateway'];

export interface DemoFlags extends Omit<RunFlags, 'files' | 'world'> {
  readonly list?: boolean;
}

function list(isJson: boolean, screen: Screen): number {
  for (const name of WORLD_NAMES) {
    const world = openWorld(name)?.world;
    if (!world) continue;
    const { about, family, provider } = world;
    if (isJson) screen.out(printableJson({ schema_version: 1, name, provider, family, about }));
    else screen.out(printable(`${name.padEnd(28)} ${provider}  ${about}`));
  }
  return EXIT.ok;
}

/** A demonstration that came to a conclusion went well, whatever that was: `npm start` is no failure. */
const WENT_WELL: readonly number[] = [EXIT.ok, EXIT.causeFound, EXIT.inconclusive];

export async function demoCommand(
  world: string | undefined,
  { list: isList, ...flags }: DemoFlags,
  surroundings: Surroundings,
  screen: Screen,
): Promise<number> {
  if (isList === true) return list(flags.json === true, screen);
  const favourite = FAVOURITES.find((name) => WORLD_NAMES.includes(name)) ?? WORLD_NAMES[0] ?? '';
  // A demonstration spends nothing that was not asked for.
  const offline = flags.model === undefined ? { offline: true } : {};
  const code = await runCommand({ files: [], ...flags, ...offline, world: world ?? favourite }, surroundings, screen);
  return WENT_WELL.includes(code) ? EXIT.ok : code;
}
