export { type Ink, inkFor, isColoured } from './ink.js';
export { openPastes, type Pasted } from './paste.js';
export { showJson, showPlain } from './plain-view.js';
export type { RunEvent } from './run-event.js';
export { openPour, openScreen, type Pour, type Screen } from './screen.js';
