export { ask, type ModelChoice, type ModelClient, modelClient, type Question } from './model.js';
