export { daysBetween } from './iso-day.js';
export { reportMarkdown } from './markdown.js';
export {
  type Ending,
  parseReport,
  type ReasonerChoice,
  type Report,
  reportSchema,
  type SeenCommand,
} from './report.js';
export { reportPage } from './report-page.js';
export { spikesPage } from './spikes-page.js';
export { usualWithin } from './usual.js';
