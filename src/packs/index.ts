export { type Denied, deniedIn } from './denied.js';
export { checkExamples } from './examples.js';
export { POLICIES_FOLDER, readIndex, readPolicy } from './read.js';
