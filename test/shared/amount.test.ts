// Money of a bill as people write it.

import { test } from 'tap';
import { amount } from '../../src/shared/index.js';

test('money is shown with two decimals and thousands', async (t) => {
  t.same(
    ['0', '5000000', '4999999', '1234567890000000', '-1995000000', '-4000000'].map((nano) => amount(nano, 'USD')),
    ['0.00 USD', '0.01 USD', '0.00 USD', '1,234,567.89 USD', '-2.00 USD', '0.00 USD'],
  );
});
