export { firstTrusted, type PinnedBinary, pinBinary, pinFault, STANDARD_DIRECTORIES, trustFault } from './pin.js';
