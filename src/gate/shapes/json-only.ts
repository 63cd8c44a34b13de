// The output format. Other formats can start a pager, and only JSON is read into evidence without guessing.

import { choice } from './shape.js';

export const jsonOnly = choice(['json']);
