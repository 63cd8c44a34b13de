// Which cages may be tried, best first. Never below what the person asks for, and without any cage only for the bundled simulated cloud on a
// machine where nothing could be stolen.

import { isAtLeast, type Tier } from '../protocol/index.js';
import type { Config } from './config.js';
import { credentialPlaces } from './credentials.js';
import type { RunChoice } from './run-options.js';
import type { Surroundings } from './state-directory.js';

const BY_PLATFORM: Readonly<Record<string, readonly Tier[]>> = {
  linux: ['bwrap', 'landlock'],
  darwin: ['sandbox-exec'],
};

export function credentialsInSight({ environment, home }: Surroundings): readonly string[] {
  return [...credentialPlaces(environment, home, 'aws'), ...credentialPlaces(environment, home, 'gcp')];
}

/** What a bill is read in: a cage, always. */
export function permittedTiers(config: Pick<Config, 'cage'>, surroundings: Surroundings): readonly Tier[] {
  return tiersToTry({ mode: 'paranoid', minimumTier: config.cage.min_tier }, surroundings, process.platform).tried;
}

export interface Tiers {
  readonly tried: readonly Tier[];
  readonly minimum: Tier;
}

export function tiersToTry(choice: Pick<RunChoice, 'mode' | 'minimumTier'>, surroundings: Surroundings, platform: string): Tiers {
  // An operator who confines the whole process by other means says so; then nothing is tried in secret.
  if (choice.minimumTier === 'external') return { tried: ['external'], minimum: 'external' };
  const caged = (BY_PLATFORM[platform] ?? []).filter((tier) => isAtLeast(tier, choice.minimumTier));
  const mayGoBare = choice.mode === 'simulated' && credentialsInSight(surroundings).length === 0;
  return mayGoBare ? { tried: [...caged, 'none'], minimum: 'none' } : { tried: caged, minimum: choice.minimumTier };
}
