// What a person may ask about a run at any time: what is believed, and why the last command was cleared or refused, layer by layer.

import { printable, printableLines } from '../shared/index.js';
import { folded } from './folded.js';
import { columnsOf, type Look } from './investigation-view.js';
import type { RunState } from './run-state.js';

const BAR_CELLS = 10;

export function hypothesesLines({ beliefs, round }: RunState, look: Look): readonly string[] {
  if (beliefs.length === 0) return ['nothing is believed yet: the bill is being read'];
  const [full, empty] = look.isPlain ? ['#', '.'] : ['█', '░'];
  return [
    `believed after round ${String(round)}:`,
    ...beliefs.flatMap(({ before, cause, share, statement }) => {
      const cells = Math.round(share * BAR_CELLS);
      const was = before === undefined ? '' : ` (was ${before.toFixed(2)})`;
      const ours = `  ${share.toFixed(2)} ${full.repeat(cells).padEnd(BAR_CELLS, empty)} `;
      return folded(printable(`${cause === '' ? '' : `${cause} `}${statement}${was}`), columnsOf(look), ' '.repeat(ours.length), ours);
    }),
  ];
}

/** What each layer looks at, in the order in which they do. */
const LAYERS: readonly (readonly [name: string, looks: string])[] = [
  ['shell', 'one command in plain characters, nothing that a shell would act on'],
  ['binary', 'a program on the list'],
  ['subcommand', 'an operation on the list'],
  ['flags', 'only flags that this operation may have, each once'],
  ['arguments', 'every value of the shape that its flag takes'],
  ['mutation', 'it reads: nothing changes, and no credentials are handed out'],
  ['cost', 'its price is bounded, and there is money for it'],
];

/** Of the command that waits; otherwise of the last one that was judged. */
export function whyLines(state: RunState, waiting: string | undefined, look: Look): readonly string[] {
  const { step } = state;
  const command = waiting ?? step?.command;
  if (command === undefined) return ['no command was judged yet'];
  const answer = waiting === undefined ? step?.answer : undefined;
  const refusal = answer?.kind === 'refused' ? answer.refusal : undefined;
  const isCleared = waiting !== undefined || step?.runsSince !== undefined || (answer !== undefined && !refusal);
  if (!isCleared && !refusal) return ['the last command is being judged'];
  const at = refusal?.layer ?? LAYERS.length + 1;
  const [good, bad, open] = look.isPlain ? ['+', 'x', '.'] : ['✓', '✗', '·'];
  const columns = columnsOf(look);
  const layers = LAYERS.flatMap(([name, looks], index) => {
    const layer = index + 1;
    const mark = layer < at ? look.ink.good(good) : layer === at ? look.ink.bad(bad) : open;
    const said =
      layer < at ? looks : layer === at ? `${printable(refusal?.code ?? '')}: ${printable(refusal?.part ?? '')}` : 'not looked at';
    const [first = '', ...rest] = folded(said, columns - 19, '');
    return [`  ${String(layer)} ${name.padEnd(11)} ${mark}  ${first}`, ...rest.map((line) => `${' '.repeat(19)}${line}`)];
  });
  const hint = refusal ? folded(printable(refusal.hint), columns, '    ', '  ') : [];
  const ending =
    answer?.kind === 'not-run'
      ? folded(`cleared, and not run: ${printable(answer.code)}: ${printable(answer.detail)}`, columns, '    ', '  ')
      : [];
  return [`${refusal ? 'refused' : 'cleared'}: ${printableLines(command, 40_000).join(' ')}`, ...layers, ...hint, ...ending];
}
