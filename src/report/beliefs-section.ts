// How belief moved: each hypothesis with a small drawing of its confidence over the rounds, then what was ruled out and what nobody verified.

import { type Markup, markup, NOTHING } from './markup.js';
import { belief, counted, pointer, said } from './origin.js';
import type { Report } from './report.js';
import { place } from './scale.js';
import { cited, list, section } from './section.js';

interface Point {
  /** Counted from the first round. */
  readonly round: number;
  readonly value: number;
  readonly from: string;
}

interface Course {
  readonly cause: Markup;
  readonly statement: Markup;
  readonly points: readonly Point[];
}

const WIDTH = 220;
const HEIGHT = 44;
const EDGE = 5;
/** From here on the catalogue's rules call a cause found. */
const ENOUGH = 0.85;

/** A hypothesis is known by its cause; `other` by its words too. */
function coursesOf({ rounds }: Report): readonly Course[] {
  const courses = new Map<string, Course & { readonly points: Point[] }>();
  for (const [round, { hypotheses }] of rounds.entries()) {
    for (const [at, { cause, confidence, statement }] of hypotheses.entries()) {
      const from = pointer('rounds', round, 'hypotheses', at);
      const key = cause === 'other' ? `${cause} ${statement}` : cause;
      const point = { round, value: confidence, from: `${from}/confidence` };
      const known = courses.get(key);
      if (known === undefined) {
        courses.set(key, { cause: said(`${from}/cause`, cause), statement: said(`${from}/statement`, statement), points: [point] });
      } else if (known.points.at(-1)?.round !== round) known.points.push(point);
    }
  }
  const rest = rounds.map(({ unknown: value }, round): Point => ({ round, value, from: pointer('rounds', round, 'unknown') }));
  const last = ({ points }: Course): number => points.at(-1)?.value ?? 0;
  const sorted = [...courses.values()].sort(
    (one, other) => (other.points.at(-1)?.round ?? 0) - (one.points.at(-1)?.round ?? 0) || last(other) - last(one),
  );
  return [...sorted, { cause: markup`?`, statement: markup`something else`, points: rest }];
}

function drawn(points: readonly Point[], rounds: number): Markup {
  const x = ({ round }: Point): string => place(rounds < 2 ? WIDTH / 2 : EDGE + (round * (WIDTH - 2 * EDGE)) / (rounds - 1));
  const y = (value: number): string => place(EDGE + (1 - value) * (HEIGHT - 2 * EDGE));
  const line = points.map((point, at) => `${at === 0 ? 'M' : 'L'}${x(point)} ${y(point.value)}`).join('');
  const dots = points.map(
    (point, at) =>
      markup`<circle class="${at === points.length - 1 ? 'last' : ''}" cx="${x(point)}" cy="${y(point.value)}" r="${at === points.length - 1 ? 3.5 : 2}"><title>round ${point.round + 1}: ${point.value.toFixed(2)}</title></circle>`,
  );
  return markup`<svg class="course" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><line class="grid" x1="0" x2="${WIDTH}" y1="${y(0)}" y2="${y(0)}"/><line class="enough" x1="0" x2="${WIDTH}" y1="${y(ENOUGH)}" y2="${y(ENOUGH)}"/><path d="${line}"/>${dots}</svg>`;
}

function courseItem({ cause, points, statement }: Course, rounds: Report['rounds']): Markup {
  const values = points.map(
    ({ from, value }, at) => markup`${at === 0 ? NOTHING : markup`<span aria-hidden="true"> → </span>`}${belief(from, value)}`,
  );
  const last = points.at(-1)?.round ?? 0;
  const dropped =
    last === rounds.length - 1
      ? NOTHING
      : markup` <span class="dropped">set aside after round ${counted(pointer('rounds', last, 'round'), rounds[last]?.round ?? 0)}</span>`;
  return markup`<li><p class="about"><span class="cause">${cause}</span> ${statement}${dropped}</p><div class="moved">${drawn(points, rounds.length)}<p class="values">${values}</p></div></li>`;
}

export function beliefsSection(report: Report, known: ReadonlySet<string>): Markup {
  const { conclusion, rounds } = report;
  const courses = rounds.length === 0 ? [] : coursesOf(report);
  const ruledOut = conclusion?.ruledOut ?? [];
  const notVerified = conclusion?.notVerified ?? [];
  const moved =
    courses.length === 0
      ? markup`<p>No hypothesis was weighed.</p>`
      : markup`<p class="faint">Confidence in each hypothesis, round by round; the dotted line is where it is enough.</p><ul class="courses">${courses.map((course) => courseItem(course, rounds))}</ul>`;
  const out =
    ruledOut.length === 0
      ? NOTHING
      : markup`<h3>Ruled out</h3>${list(
          'plain',
          ruledOut.map(({ cause, evidence, title, why }, at) => {
            const from = pointer('conclusion', 'ruledOut', at);
            return markup`<p><span class="cause">${said(`${from}/cause`, cause)}</span> <strong>${said(`${from}/title`, title)}</strong>${cited(`${from}/evidence`, evidence, known)}</p><p class="faint">${said(`${from}/why`, why)}</p>`;
          }),
        )}`;
  const open =
    notVerified.length === 0
      ? NOTHING
      : markup`<h3>Not verified</h3>${list(
          '',
          notVerified.map((one, at) => said(pointer('conclusion', 'notVerified', at), one)),
        )}`;
  return section('beliefs', 'How belief moved', [moved, out, open]);
}
