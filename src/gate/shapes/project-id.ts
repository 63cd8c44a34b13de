// A Google Cloud project id. T5: gcloud takes `projects/OTHER` and full URLs for a name; this shape has no `/`.

import { pattern } from './shape.js';

export const projectId = pattern('a project id', 'acme-prod-123', /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
