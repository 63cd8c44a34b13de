export { runOrchestrator } from './orchestrate.js';
