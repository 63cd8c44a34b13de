export { daysBetween } from './iso-day.js';
export { reportMarkdown } from './markdown.js';
export { type Markup, markup, NOTHING } from './markup.js';
export { page } from './page.js';
export {
  type Ending,
  parseReport,
  type ReasonerChoice,
  type Report,
  reportSchema,
  type SeenCommand,
  UNTOLD_OF_COMMAND,
} from './report.js';
export { reportPage } from './report-page.js';
export { spikesPage } from './spikes-page.js';
export { usualWithin } from './usual.js';
