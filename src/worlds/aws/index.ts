import type { World } from '../world.js';
import { DESCRIBED } from './all.js';
import { describeWorld } from './define.js';

export const AWS_WORLDS: readonly World[] = DESCRIBED.map(describeWorld);
