export { ask, type ModelClient, modelClient } from './model.js';
