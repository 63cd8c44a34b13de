// Accounts and people under other names, and back.

import { test } from 'tap';
import { openPseudonyms } from '../../src/digest/index.js';

const ARN = 'arn:aws:iam::123456789012:role/deploy';

test('the same account has the same pseudonym, wherever it stands', async (t) => {
  const { hide, show } = openPseudonyms();
  const text = `${ARN} 210987654321 "AccountId": "123456789012" ops@example.com`;
  const hidden = hide(text);
  t.equal(hidden, 'arn:aws:iam::account-1:role/deploy account-2 "AccountId": "account-1" email-1');
  t.equal(show(hidden), text);
  t.equal(hide('ops@example.com'), 'email-1', 'in the next output too');
});

test('projects, billing accounts and addresses when they are given', async (t) => {
  const { hide, map } = openPseudonyms({ projects: ['acme-prod'], billingAccounts: ['billing-main'], addresses: true });
  t.equal(
    hide('projects/acme-prod/x acme-production 0A1B2C-3D4E5F-6A7B8C 10.0.0.1 billing-main'),
    'projects/project-1/x acme-production billing-account-1 address-1 billing-account-2',
  );
  t.same([...map.keys()], ['project-1', 'billing-account-1', 'address-1', 'billing-account-2']);
  t.equal(openPseudonyms().hide('acme-prod 10.0.0.1'), 'acme-prod 10.0.0.1', 'not otherwise');
});

test('numbers that are no accounts stay', async (t) => {
  const text = '1234567890123 0.123456789012 i-123456789012abc 12345678901';
  t.equal(openPseudonyms().hide(text), text);
  t.equal(openPseudonyms().show('account-9'), 'account-9', 'and a pseudonym that nobody gave');
});
