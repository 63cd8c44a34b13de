// Completion for bash, without the helpers of bash-completion, which not every machine has. Nothing of ours is started by a press of Tab.

import { everyOutline, type Outline } from './tree.js';
import { type Completion, type Known, wordsOf } from './values.js';

const NOTHING = ':';
const FOUND: Readonly<Record<string, string>> = {
  file: '__ghosthunter_files -f',
  folder: '__ghosthunter_files -d',
  run: '__ghosthunter_runs',
};

function action(completion: Completion, known: Known): string {
  const words = wordsOf(completion, known);
  if (words) return `__ghosthunter_words '${words.join(' ')}'`;
  return typeof completion === 'string' ? (FOUND[completion] ?? NOTHING) : NOTHING;
}

const HEAD = `# bash completion for ghosthunter: source it, or put it where bash-completion looks
__ghosthunter_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
__ghosthunter_files() { compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen "$1" -- "$cur")); }
__ghosthunter_runs() {
  local folder runs=
  for folder in "\${GHOSTHUNTER_HOME:-$HOME/.ghosthunter}"/investigations/*/; do
    folder=\${folder%/}; folder=\${folder##*/}
    case $folder in [0-9]*-*) runs="$runs $folder" ;; esac
  done
  __ghosthunter_words "$runs"
}
_ghosthunter() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path= at
  COMPREPLY=()
  # \`--option=value\` comes as three words.
  if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "$path \${COMP_WORDS[at]}" in`;

/** A shell script from words of ours; names are letters, digits and dashes. */
export function bashCompletion(program: Outline, known: Known): string {
  const all = everyOutline(program);
  const paths = all.filter(({ path }) => path.length > 0).map(({ path }) => ` ${path.join(' ')}`);
  const values = all.flatMap(({ options, path }) =>
    options
      .filter(({ completion, takes }) => takes !== '' && completion !== 'nothing')
      .map(({ completion, long, short }) => {
        const pattern = [long, ...(short === undefined ? [] : [short])].map((flag) => `"${path.join(' ')}:${flag}"`).join(' | ');
        return `    ${pattern}) ${action(completion, known)}; return ;;`;
      }),
  );
  // What takes a value that nobody can guess is followed by nothing.
  const blind = all.flatMap(({ options, path }) =>
    options
      .filter(({ completion, takes }) => takes.startsWith('<') && completion === 'nothing')
      .map(({ long }) => `"${path.join(' ')}:${long}"`),
  );
  const words = all.map(({ arguments: taken, commands, options, path }) => {
    const flags = options.map(({ long }) => long).join(' ');
    const [first] = taken;
    const otherwise =
      commands.length > 0
        ? `__ghosthunter_words '${commands.map((below) => below.path.at(-1)).join(' ')}'`
        : action(first?.completion ?? 'nothing', known);
    return `    "${path.join(' ')}") case $cur in -*) __ghosthunter_words '${flags}' ;; *) ${otherwise} ;; esac ;;`;
  });
  return `${HEAD}
      ${paths.map((path) => `"${path}"`).join(' | ')}) path="$path \${COMP_WORDS[at]}" ;;
    esac
  done
  path=\${path# }
  case "$path:$prev" in
${values.join('\n')}
    ${blind.join(' | ')}) return ;;
  esac
  case "$path" in
${words.join('\n')}
  esac
}
complete -F _ghosthunter ghosthunter
`;
}
