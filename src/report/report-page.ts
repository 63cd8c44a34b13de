// An investigation as one page that can be sent to somebody: nothing is fetched, and the one script in it copies a command that is shown and
// says what a day of the chart holds.

import { fixesSection, headSection, moneySection, nextSection } from './answer-section.js';
import { beliefsSection } from './beliefs-section.js';
import { markup } from './markup.js';
import { page } from './page.js';
import type { Report } from './report.js';
import { REPORT_DRESS } from './report-dress.js';
import { riseSection } from './rise-section.js';
import { othersSection, runSection } from './run-section.js';
import { trailSection } from './trail-section.js';

export function reportPage(report: Report): string {
  const known = new Set(report.evidence.map(({ evidence }) => evidence));
  return page(
    `Investigation ${report.run}`,
    [
      headSection(report, known),
      moneySection(report),
      fixesSection(report),
      riseSection(report),
      beliefsSection(report, known),
      trailSection(report),
      nextSection(report),
      othersSection(report),
      runSection(report),
      markup`<footer class="faint">Made by ghosthunter. This file fetches nothing and sends nothing.</footer>
`,
    ],
    REPORT_DRESS,
  );
}
