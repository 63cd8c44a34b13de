// What a bill is usually watched with, on the daily cost of each service: the same bills, the same score.

const NANO = 1e9;

function services(cube) {
  const sums = new Map();
  for (const { leaf, cost } of cube.series) {
    const sum = sums.get(leaf.service) ?? new Float64Array(cube.days);
    sums.set(leaf.service, sum);
    for (let day = 0; day < cube.days; day += 1) sum[day] += Number(cost[day]) / NANO;
  }
  return [...sums];
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Days that are hot one after the other are one spike. */
function runsOf(service, values, expectedOn) {
  const found = [];
  for (let day = 1; day < values.length; day += 1) {
    const expected = expectedOn(day);
    if (expected === undefined) continue;
    const last = found.at(-1);
    if (last !== undefined && last.end === day - 1) Object.assign(last, { end: day, excess: last.excess + values[day] - expected });
    else found.push({ service, start: day, end: day, excess: values[day] - expected });
  }
  return found;
}

const ranked = (found) => found.sort((one, other) => other.excess - one.excess);

/** The mean of the second half against the first: 20 % more, or 100 a day more. */
export function halfAgainstHalf(cube) {
  const middle = Math.floor(cube.days / 2);
  return ranked(
    services(cube).flatMap(([service, values]) => {
      const [before, after] = [mean([...values.slice(0, middle)]), mean([...values.slice(middle)])];
      const isHot = after > before && (after >= 1.2 * before || after - before >= 100);
      return isHot ? [{ service, start: middle, end: cube.days - 1, excess: (after - before) * (cube.days - middle) }] : [];
    }),
  );
}

/** Three standard deviations above the thirty days before. */
export function threeSigma(cube) {
  return ranked(
    services(cube).flatMap(([service, values]) =>
      runsOf(service, values, (day) => {
        const before = [...values.slice(Math.max(0, day - 30), day)];
        if (before.length < 7) return undefined;
        const middle = mean(before);
        const sigma = Math.sqrt(mean(before.map((value) => (value - middle) ** 2)));
        return values[day] > middle + 3 * sigma && values[day] > middle ? middle : undefined;
      }),
    ),
  );
}

/** Half as much again as the day before, and at least one unit of money. */
export function dayOverDay(cube) {
  return ranked(
    services(cube).flatMap(([service, values]) =>
      runsOf(service, values, (day) =>
        values[day] > 1.5 * values[day - 1] && values[day] - values[day - 1] > 1 ? values[day - 1] : undefined,
      ),
    ),
  );
}
