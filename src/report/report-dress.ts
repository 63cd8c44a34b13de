// What a report wears, each text with its SHA-256; a test works them out anew.

import type { Dress } from './page.js';
import { SCRIPT } from './report-script.js';
import { REPORT_STYLE } from './report-style.js';

export const REPORT_DRESS: Dress = {
  style: REPORT_STYLE,
  styleDigest: 'sha256-83q6KXRWNKDEzEmiQ0izvEInFnjR2D7EClH4BJCZU9I=',
  script: { text: SCRIPT, digest: 'sha256-ZjNIeQnwm+pErPctzCSzhESbctiL9sWJPG5BvfmshSc=' },
};
