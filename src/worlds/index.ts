import { firstLight } from './first-light.js';
import type { World } from './world.js';

export type { World, WorldAnswer } from './world.js';

const WORLDS: readonly World[] = [firstLight];

export const WORLD_NAMES: readonly string[] = WORLDS.map((world) => world.name);

export function findWorld(name: string): World | undefined {
  return WORLDS.find((world) => world.name === name);
}
