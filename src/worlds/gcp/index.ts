import type { World } from '../world.js';
import { DATA } from './causes/data.js';
import { MACHINES } from './causes/machines.js';
import { MONEY } from './causes/money.js';
import { MORE } from './causes/more.js';
import { NETWORK } from './causes/network.js';
import { QUIET } from './causes/quiet.js';
import { SERVERLESS } from './causes/serverless.js';
import { STRANGERS } from './causes/strangers.js';
import { worldOf } from './plot.js';

export const GCP_WORLDS: readonly World[] = [
  ...DATA,
  ...SERVERLESS,
  ...NETWORK,
  ...MACHINES,
  ...MONEY,
  ...STRANGERS,
  ...MORE,
  ...QUIET,
].map(worldOf);
