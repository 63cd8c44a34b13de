// Yes or no, as the programs write it.

import { choice } from './shape.js';

export const boolean = choice(['true', 'false']);
