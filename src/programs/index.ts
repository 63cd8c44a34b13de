export { numbering } from './numbering.js';
export { firstTrusted, isFileAt, type PinnedBinary, pinBinary, pinFault, STANDARD_DIRECTORIES } from './pin.js';
export { readSecretFile, type SecretFileFault } from './secret-file.js';
