// How well bills are explained: worlds of the simulated cloud, played and scored in five layers, by family. The baseline of the same run is
// what the bill alone would have said. `investigation=in-process` leaves the processes out and is fast; `investigation=3` plays three seeds;
// `investigation=aws-nat-gateway:4` one world with four seeds.

import { WORLD_NAMES } from '../../dist/src/worlds/index.js';
import { play as playInProcess } from './investigation/in-process.mjs';
import { playThrough } from './investigation/processes.mjs';
import { score, summary } from './investigation/score.mjs';

const BARS = {
  'cause@1': [0.8, 'least'],
  'top spike': [0.95, 'least'],
  'left alone': [1, 'least'],
  brier: [0.12, 'most'],
  commands: [8, 'most'],
};
/** Recorded answers for a scripted round; nothing to find out. */
const NOT_PLAYED = new Set(['first-light']);

function wanted(what = '') {
  const words = what.split(',').filter((word) => word !== '');
  const seeds = Number(words.find((word) => /^\d+$/.test(word)) ?? 1);
  const first = Number(words.find((word) => /^from\d+$/.test(word))?.slice('from'.length) ?? 1);
  const names = words.filter((word) => !/^(?:from)?\d+$/.test(word) && word !== 'in-process');
  const worlds = (
    names.length > 0 ? names.map((name) => name.split(':')) : WORLD_NAMES.filter((name) => !NOT_PLAYED.has(name)).map((name) => [name])
  ).flatMap(([name, own]) => Array.from({ length: Number(own ?? seeds) }, (_, at) => `${name}-s${first + at}`));
  return { worlds, play: words.includes('in-process') ? playInProcess : playThrough };
}

function row(name, values) {
  const cells = Object.entries(values).map(([title, value]) => {
    const text = Number.isNaN(value) ? '-' : Number.isInteger(value) ? String(value) : value.toFixed(2);
    return text.padStart(Math.max(title.length, 5));
  });
  return `  ${name.padEnd(24)} ${cells.join('  ')}`;
}

/** What the first thought said, before anything was read. */
function fromTheBill({ entries, world }) {
  const { truth } = world.built;
  if (truth.outcome !== 'cause-found') return undefined;
  const [first] = entries.filter(({ entry }) => entry === 'round');
  return truth.causes.includes(first?.hypotheses[0]?.cause);
}

export default async function run(what) {
  const { play, worlds } = wanted(what);
  const scores = [];
  const before = [];
  console.log(`investigation, ${worlds.length} worlds, ${play === playInProcess ? 'in one process' : 'through the four processes'}`);
  for (const id of worlds) {
    const played = await play(id);
    const one = score(played);
    scores.push(one);
    before.push(fromTheBill(played));
    const isWrong =
      one.detected === false || one.cause === false || one.leftAlone === false || one.rejected > 0 || one.repeats > 0 || !one.isCited;
    if (isWrong)
      console.log(
        `  ! ${id}: said ${one.said} at ${one.confidence.toFixed(2)}, is ${one.wanted || one.truth}; spike ${one.detected}; ${one.commands} commands, ${one.rejected} rejected, stopped: ${one.stopped}`,
      );
  }
  const families = [...new Set(scores.map(({ family }) => family))].sort();
  const all = summary(scores);
  console.log(
    `  ${'family'.padEnd(24)} ${Object.keys(all)
      .map((title) => title.padStart(5))
      .join('  ')}`,
  );
  for (const family of families) console.log(row(family, summary(scores.filter((one) => one.family === family))));
  console.log(row('all', all));
  const known = before.filter((one) => one !== undefined);
  const alone = known.filter(Boolean).length / Math.max(1, known.length);
  console.log(
    `  from the bill alone the cause would be right in ${alone.toFixed(2)}; with what was read ${all['cause@1'].toFixed(2)}, ratio ${(all['cause@1'] / alone).toFixed(2)}`,
  );
  const isMet = Object.entries(BARS).map(([name, [bar, kind]]) => {
    const value = all[name];
    const met = Number.isNaN(value) || (kind === 'least' ? value >= bar : value <= bar);
    console.log(
      `  ${name.padEnd(12)} ${Number.isNaN(value) ? '-' : value.toFixed(3)}  (bar: at ${kind} ${bar}: ${met ? 'met' : 'MISSED'})`,
    );
    return met;
  });
  const clean = all.repeats === 0 && scores.every(({ isCited }) => isCited);
  return { scores, isMet: isMet.every(Boolean) && clean };
}
