// The plain name of one resource. T5: no `/`, `:` or `@`: a path, a URL or a file is not a name.

import { pattern } from './shape.js';

export const resourceName = pattern('a resource name', 'orders-primary', /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/);
