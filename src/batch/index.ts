export { type Item, itemAccount, type ItemFault, itemId, itemName, parseItem } from './item.js';
export { formatOf, type Manifest, type ManifestFault, type ManifestItem, parseManifest } from './manifest.js';
export { type Environment, type ItemDefaults, itemEnvironment, runArguments, type RunIdentity } from './run-arguments.js';
export { type ItemEnded, type ItemRun, type ItemStart, runItem } from './run-item.js';
export { parseReport, type Seen, type SeenReport } from './seen.js';
