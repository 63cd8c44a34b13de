export { type Cube, DIMENSIONS, type Dimension, type IncompleteTail, type Leaf, type OneOff, type Series } from './cube.js';
export type { PriceVolume, Scope, Severity, Spike, SpikeReport, SpikeShape } from './report.js';
export { findSpikes, type SpikeOptions } from './find-spikes.js';
export { type HotKey, hotKeys, localise, type ResourceCube, type ResourceSeries } from './resources.js';
