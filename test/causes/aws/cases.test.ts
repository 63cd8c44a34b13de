// From a line of a bill to its cause: the right one is found by what the account says, its rival by what it says then, and none by silence.

import { test } from 'tap';
import { AWS_CAUSES } from '../../../src/causes/aws/index.js';
import { CASES, RIVALS } from './cases.js';
import { play } from './play.js';

const CONFIDENT = 0.85;
const MOST_COMMANDS = 6;
/** A bill that says no more than a service leaves more to be asked. */
const MOST_BY_SERVICE = 12;

for (const one of [...CASES, ...RIVALS]) {
  test(`${one.cause} is found from what the account says: ${one.name}`, async (t) => {
    for (const place of one.lines) {
      const { belief, commands, leader, readings } = play(place, one);
      const [, usageType] = place;
      t.equal(leader, one.cause, `${place.join(' ')}: ${readings.join('; ')}`);
      const least = usageType === '' ? 0.6 : CONFIDENT;
      t.ok(belief >= least, `${place.join(' ')}: ${belief.toFixed(2)}: ${readings.join('; ')}`);
      if (usageType !== '') t.ok(commands.length <= MOST_COMMANDS, `${place.join(' ')}: ${String(commands.length)} commands`);
      else if (belief >= CONFIDENT) t.ok(commands.length <= MOST_BY_SERVICE, `${place.join(' ')}: ${String(commands.length)} commands`);
      t.notOk(
        readings.some((reading) => reading.endsWith('unread')),
        readings.join('; '),
      );
    }
  });
}

test('an account in which nothing happened explains no line', async (t) => {
  for (const one of CASES) {
    for (const place of one.lines) {
      const { belief, leader, readings } = play(place, { ...one, answers: {} });
      t.ok(belief < 0.6, `${place.join(' ')}: ${leader} ${belief.toFixed(2)}: ${readings.join('; ')}`);
    }
  }
});

test('a conclusion names what was learned: the resource, and who did it', async (t) => {
  const said = (id: string, index = 0): string => {
    const one = CASES.find(({ cause }) => cause === id);
    const place = one?.lines[index];
    if (one === undefined || place === undefined) return '';
    const { known } = play(place, one, 15, 0.97);
    return AWS_CAUSES.find((cause) => cause.id === id)?.statement(known) ?? '';
  };
  t.match(said('A01'), /nat-0abc1234567890def in vpc-0abc1234567890def/u);
  t.match(said('A03'), /acme-exports/u);
  t.match(said('A05'), /\/aws\/lambda\/resize/u);
  t.match(said('A09'), /i-0fedcba9876543210 \(p4d\.24xlarge\) .*alice/u);
  t.match(said('A10'), /f127bd27-aaaa/u);
  t.match(said('A11'), /legacy \(mysql\)/u);
  t.match(said('A14'), /poc/u);
  t.match(said('A25'), /orders .*alice/u);
  t.match(said('A27'), /shop in prod/u);
  t.match(said('A29'), /ci-deploy/u);
});
