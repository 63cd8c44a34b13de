// What a report wears, each text with its SHA-256; a test works them out anew.

import type { Dress } from './page.js';
import { SCRIPT } from './report-script.js';
import { REPORT_STYLE } from './report-style.js';

export const REPORT_DRESS: Dress = {
  style: REPORT_STYLE,
  styleDigest: 'sha256-29s8ujmTLR01xYpz77e7JJaiv5H453FXoS5uQ25CwiI=',
  script: { text: SCRIPT, digest: 'sha256-ZjNIeQnwm+pErPctzCSzhESbctiL9sWJPG5BvfmshSc=' },
};
