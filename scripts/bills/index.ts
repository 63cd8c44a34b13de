export { type Bill, type Event, type Line, NANO, nano } from './bill.js';
export { codeOf } from './catalog.js';
export { DECOY_NAMES, type DecoyName } from './decoys.js';
export { GENERATORS, type Generator } from './generators.js';
export { type BillOptions, makeBill, severityOf } from './make.js';
export { type Random, randomOf } from './random.js';
export { cubeOf } from './to-cube.js';
export { type Dirt, FORMATS, type Format, render, type RenderedFile } from './render/index.js';
