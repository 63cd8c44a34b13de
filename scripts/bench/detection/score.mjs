// Compares what was found with what was injected. An event is found when a spike of its service touches its days, give or take one.

export const emptyScore = () => ({
  hit: 0,
  false: 0,
  missed: 0,
  clean: 0,
  alarmed: 0,
  withEvents: 0,
  top: 0,
  starts: [],
  severities: 0,
  places: [0, 0, 0],
  byShape: {},
});

const touches = (spike, event) => spike.service === event.service && spike.start <= event.end + 1 && spike.end >= event.start - 1;

function weightOf(line, { start, end }) {
  let sum = 0;
  for (let day = start; day <= end; day += 1) sum += Number(line.cost[day]);
  return sum;
}

/** Weighted by money: how much of what either names both name. */
function likeness(bill, event, where) {
  const isTrue = (line) =>
    Object.entries(event.leaf).every(([name, value]) => line.leaf[name] === value) &&
    (event.resource === '' || line.resource === event.resource);
  const isSaid = (line) =>
    Object.entries(where).every(([name, value]) => (name === 'resource' ? line.resource : line.leaf[name]) === value);
  let [both, either] = [0, 0];
  for (const line of bill.lines) {
    const [truly, said] = [isTrue(line), isSaid(line)];
    if (!truly && !said) continue;
    const weight = weightOf(line, event);
    either += weight;
    if (truly && said) both += weight;
  }
  return either === 0 ? 0 : both / either;
}

function scorePlaces(score, bill, event, spike) {
  const good = spike.scopes.filter(({ where }) => likeness(bill, event, where) >= 0.8).length;
  score.places[0] += good > 0 ? 1 : 0;
  score.places[1] += spike.scopes.length - Math.min(1, good);
  score.places[2] += good > 0 ? 0 : 1;
}

export function scoreBill(score, bill, spikes) {
  const used = new Set();
  for (const event of bill.events) {
    const found = spikes.find((spike) => !used.has(spike) && touches(spike, event));
    const shape = (score.byShape[event.shape] ??= [0, 0]);
    shape[1] += 1;
    if (found === undefined) {
      score.missed += 1;
      continue;
    }
    used.add(found);
    shape[0] += 1;
    score.hit += 1;
    score.starts.push(Math.abs(found.start - event.start));
    if (found.severity === event.severity) score.severities += 1;
    if (found.scopes !== undefined) scorePlaces(score, bill, event, found);
  }
  score.false += spikes.length - used.size;
  if (bill.events.length === 0) {
    score.clean += 1;
    if (spikes.length > 0) score.alarmed += 1;
    return;
  }
  score.withEvents += 1;
  const largest = [...bill.events].sort((one, other) => Number(other.excess - one.excess))[0];
  if (spikes[0]?.service === largest.service) score.top += 1;
}

const f1 = (hit, wrong, missed) => (2 * hit) / Math.max(1, 2 * hit + wrong + missed);

export function figures(score) {
  const starts = [...score.starts].sort((one, other) => one - other);
  return {
    precision: score.hit / Math.max(1, score.hit + score.false),
    recall: score.hit / Math.max(1, score.hit + score.missed),
    f1: f1(score.hit, score.false, score.missed),
    alarmed: score.alarmed / Math.max(1, score.clean),
    top: score.top / Math.max(1, score.withEvents),
    startMedian: starts[starts.length >> 1] ?? 0,
    start90: starts[Math.floor(starts.length * 0.9)] ?? 0,
    severity: score.severities / Math.max(1, score.hit),
    place: f1(...score.places),
  };
}
