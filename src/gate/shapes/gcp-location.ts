// A Google Cloud region or zone. T5: gcloud takes a full URL here, of any host; this shape has no `/`.

import { pattern } from './shape.js';

export const gcpLocation = pattern('a region or a zone', 'us-central1-a', /^[a-z]{2,20}-[a-z]{2,20}[0-9]{1,2}(?:-[a-z])?$/);
