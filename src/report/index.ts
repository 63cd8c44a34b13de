export { type DaysChart, daysChart } from './days-chart.js';
export { type Filling, Markup, markup } from './markup.js';
export { page } from './page.js';
export { spikesPage } from './spikes-page.js';
