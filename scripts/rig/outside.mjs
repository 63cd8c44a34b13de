// The attacks that are watched from outside: each is a check with one expected outcome; what it throws is its outcome too.

import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openAside } from './aside.mjs';

const OUTSIDE = join(fileURLToPath(new URL('../../test/redteam/outside', import.meta.url)));
const CHECK_MILLISECONDS = 45_000;

export async function loadChecks(name) {
  const { checks, AT_ONCE = 3 } = await import(pathToFileURL(resolve(OUTSIDE, `${name}.mjs`)));
  return { name, checks, atOnce: AT_ONCE };
}

export async function outcomeOf({ run }, stage) {
  let timer;
  const late = new Promise((done) => {
    timer = setTimeout(() => done('hung'), CHECK_MILLISECONDS);
  });
  try {
    return await Promise.race([run(stage), late]);
  } catch (cause) {
    return cause instanceof Error ? `threw ${cause.stack.split('\n').slice(0, 2).join(' ')}` : String(cause);
  } finally {
    clearTimeout(timer);
  }
}

/** Performs the checks of a theme, some at a time, and hands out each result in the order in which they are written. */
export async function performChecks({ name, checks: all, atOnce }, stage, onResult) {
  // What has nothing to do with the cage is tried in one tier only, in turn, so that each takes about as long.
  const { tier, tiers } = stage;
  const checks = all
    .map((check, at) => ({ ...check, at }))
    .filter(({ once = false, at, tiers: only }) => (only === undefined ? !once || tiers[at % tiers.length] === tier : only.includes(tier)));
  const results = checks.map(() => undefined);
  let next = 0;
  let told = 0;
  const worker = async () => {
    let aside = openAside();
    for (let at = next++; at < checks.length; at = next++) {
      const check = checks[at];
      let inside = await aside.ask({ kind: 'check', name, at: check.at, stage });
      if (inside === undefined) {
        aside = openAside();
        inside = 'the bench itself died';
      }
      const verdict = inside === check.expected ? 'ok' : 'FAIL';
      const text = verdict === 'ok' ? inside : `expected ${check.expected}; got ${inside}`;
      results[at] = {
        number: check.number,
        theme: name,
        name: check.name,
        tier: stage.tier,
        expected: check.expected,
        inside,
        verdict,
        text,
      };
      for (; told < results.length && results[told] !== undefined; told += 1) onResult(results[told]);
    }
    await aside.close();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
