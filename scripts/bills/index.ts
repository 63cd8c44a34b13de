export type { Bill } from './bill.js';
export { GENERATORS } from './generators.js';
export { makeBill } from './make.js';
export { cubeOf, resourcesOf } from './to-cube.js';
export { type Dirt, FORMATS, type Format, render } from './render/index.js';
