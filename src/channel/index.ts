export { openDescriptor } from './descriptor.js';
export { Lane, type LaneOptions } from './lane.js';
