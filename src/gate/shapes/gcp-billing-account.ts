// A Google Cloud billing account.

import { pattern } from './shape.js';

export const gcpBillingAccount = pattern('a billing account', '0A1B2C-3D4E5F-6A7B8C', /^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/);
