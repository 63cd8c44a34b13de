// Completion for fish: one line for each word.

import { everyOutline, type Outline } from './tree.js';
import { type Completion, type Known, wordsOf } from './values.js';

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

const NOTHING = '-f';
const FOUND: Readonly<Record<string, string>> = {
  file: '-F',
  folder: `-f -a '(__fish_complete_directories)'`,
  run: `-f -a '(__ghosthunter_runs)'`,
};

/** The words of an option or an argument; `-f` and `-F` say whether files come along. */
function action(completion: Completion, known: Known): string {
  const words = wordsOf(completion, known);
  if (words) return `-f -a ${quoted(words.join(' '))}`;
  return typeof completion === 'string' ? (FOUND[completion] ?? NOTHING) : NOTHING;
}

const HEAD = `# fish completion for ghosthunter: save it as ~/.config/fish/completions/ghosthunter.fish
function __ghosthunter_runs
    set -l state ~/.ghosthunter
    test -n "$GHOSTHUNTER_HOME"; and set state $GHOSTHUNTER_HOME
    for folder in $state/investigations/*/
        string match -r '[0-9]+-[0-9]+-[0-9a-f]+' -- (basename $folder)
    end
end
function __ghosthunter_at
    set -l words (commandline -opc)
    set -l place
    for word in $words[2..-1]
        contains -- (string join -- ' ' $place $word) $__ghosthunter_places; and set -a place $word
    end
    test "$place" = "$argv"
end
complete -c ghosthunter -f`;

function linesOf({ arguments: taken, commands, options, path }: Outline, known: Known): readonly string[] {
  const here = `complete -c ghosthunter -n ${quoted(`__ghosthunter_at ${path.join(' ')}`.trim())}`;
  const [first] = taken;
  return [
    ...commands.map((below) => `${here} -a ${quoted(below.path.at(-1) ?? '')} -d ${quoted(below.description)}`),
    ...(first ? [`${here} ${action(first.completion, known)}`] : []),
    ...options.map(({ completion, description, long, short, takes }) => {
      const flag = `-l ${long.replace(/^--/u, '')}${short === undefined ? '' : ` -s ${short.replace(/^-/u, '')}`}`;
      const value = takes.startsWith('<') ? ` -r ${action(completion, known)}` : '';
      return `${here} ${flag}${value} -d ${quoted(description)}`;
    }),
  ];
}

export function fishCompletion(program: Outline, known: Known): string {
  const all = everyOutline(program);
  const places = all.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')));
  return `${HEAD}\nset -g __ghosthunter_places ${places.join(' ')}\n${all.flatMap((outline) => linesOf(outline, known)).join('\n')}\n`;
}
