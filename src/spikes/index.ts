export { type Cube, DIMENSIONS, type Dimension, type IncompleteTail, type Leaf, type OneOff, type Series } from './cube.js';
export type { PriceVolume, Scope, Severity, Spike, SpikeReport, SpikeShape } from './report.js';
