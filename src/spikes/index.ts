export { type Cube, DIMENSIONS, type Dimension, type IncompleteTail, type Leaf, type OneOff, type Series } from './cube.js';
export { type CivilDay, civilDay, dayNumber, isoDay, weekday } from './day.js';
export {
  type PriceVolume,
  type Scope,
  SEVERITIES,
  type Severity,
  SHAPES,
  type Spike,
  type SpikeReport,
  type SpikeShape,
} from './report.js';
export { money } from './explain.js';
export { findSpikes, type SpikeOptions } from './find-spikes.js';
export { type HotKey, hotKeys, localise, type ResourceCube, type ResourceSeries } from './resources.js';
