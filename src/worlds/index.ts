import { AWS_WORLDS } from './aws/index.js';
import { firstLight } from './first-light.js';
import { GCP_WORLDS } from './gcp/index.js';
import type { BuiltWorld, World } from './world.js';

export type { BuiltWorld, Truth, World, WorldAnswer } from './world.js';

const WORLDS: readonly World[] = [firstLight, ...AWS_WORLDS, ...GCP_WORLDS];

export const WORLD_NAMES: readonly string[] = WORLDS.map((world) => world.name);

/** A world of one seed, under the name that it has in a run: `first-light-s7`; without a seed it is the first. */
export interface OpenWorld {
  readonly id: string;
  readonly seed: number;
  readonly world: World;
  readonly built: BuiltWorld;
}

const SEEDED = /^(.+)-s(\d{1,9})$/;

export function openWorld(id: string): OpenWorld | undefined {
  const [, name = id, digits = '1'] = SEEDED.exec(id) ?? [];
  const world = WORLDS.find((one) => one.name === name);
  const seed = Number(digits);
  return world && { id: `${name}-s${digits}`, seed, world, built: world.build(seed) };
}
