// Completion for zsh, each word with what it is for.

import { everyOutline, type Outline } from './tree.js';
import { type Completion, type Known, wordsOf } from './values.js';

/** In single quotes, and without the colon that ends a word in a description. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function described(word: string, description: string): string {
  return quoted(`${word.replaceAll(':', String.raw`\:`)}:${description.replace(/\s+/gu, ' ')}`);
}

const NOTHING = ':';
const FOUND: Readonly<Record<string, string>> = { file: '_files', folder: '_files -/', run: '_ghosthunter_runs' };

function action(completion: Completion, known: Known): string {
  const words = wordsOf(completion, known);
  if (words) return `compadd -- ${words.map(quoted).join(' ')}`;
  return typeof completion === 'string' ? (FOUND[completion] ?? NOTHING) : NOTHING;
}

function flagsOf({ options }: Outline): string {
  return options.map(({ description, long }) => described(long, description)).join(' ');
}

function branch(outline: Outline, known: Known): string {
  const { arguments: taken, commands, path } = outline;
  const [first] = taken;
  const otherwise =
    commands.length > 0
      ? `choices=(${commands.map((below) => described(below.path.at(-1) ?? '', below.description)).join(' ')}); _describe command choices`
      : action(first?.completion ?? 'nothing', known);
  return `    ${quoted(path.join(' '))})
      if [[ $current == -* ]]; then choices=(${flagsOf(outline)}); _describe option choices; else ${otherwise}; fi ;;`;
}

export function zshCompletion(program: Outline, known: Known): string {
  const all = everyOutline(program);
  const paths = all.filter(({ path }) => path.length > 0).map(({ path }) => quoted(` ${path.join(' ')}`));
  const values = all.flatMap(({ options, path }) =>
    options
      .filter(({ takes }) => takes.startsWith('<'))
      .map(({ completion, long }) => `    ${quoted(`${path.join(' ')}:${long}`)}) ${action(completion, known)}; return ;;`),
  );
  return `#compdef ghosthunter
# zsh completion for ghosthunter: put it as _ghosthunter into a folder of $fpath
_ghosthunter_runs() {
  local -a runs
  runs=("\${GHOSTHUNTER_HOME:-$HOME/.ghosthunter}"/investigations/[0-9]*-*(N/:t))
  compadd -a runs
}
_ghosthunter() {
  local current=$words[CURRENT] before=$words[CURRENT-1] place= at
  local -a choices
  for ((at = 2; at < CURRENT; at++)); do
    case "$place $words[at]" in
      ${paths.join('|')}) place="$place $words[at]" ;;
    esac
  done
  place=\${place# }
  case "$place:$before" in
${values.join('\n')}
  esac
  case "$place" in
${all.map((outline) => branch(outline, known)).join('\n')}
  esac
}
if [ "$funcstack[1]" = _ghosthunter ]; then _ghosthunter "$@"; else compdef _ghosthunter ghosthunter; fi
`;
}
