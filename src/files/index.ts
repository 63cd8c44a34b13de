export { namesIn } from './names-in.js';
export { syncFolder } from './sync-folder.js';
export { writeDraft } from './write-draft.js';
export { writeWhole } from './write-whole.js';
