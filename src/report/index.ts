export { spikesPage } from './spikes-page.js';
