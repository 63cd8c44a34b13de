export { firstTrusted, isFileAt, type PinnedBinary, pinBinary, pinFault, STANDARD_DIRECTORIES } from './pin.js';
