// The manual page, in the macros that every `man` knows.

import { everyOutline, type Outline, type OutlineArgument, type OutlineOption } from './tree.js';

/** Text that roff takes for nothing but text: a dot or a quote at the start of a line would be a macro, a dash a hyphen. */
function roff(text: string): string {
  const plain = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('·', '|').replaceAll('…', '...').replaceAll("'", '\\(aq');
  return /^[.']/u.test(plain) ? `\\&${plain}` : plain;
}

function argumentWords({ isMany, isRequired, name }: OutlineArgument): string {
  const word = `\\fI${roff(name)}\\fR${isMany ? ' ...' : ''}`;
  return isRequired ? word : `[${word}]`;
}

function optionLines({ description, long, short, takes }: OutlineOption): readonly string[] {
  const flags = [...(short === undefined ? [] : [short]), long].map((flag) => `\\fB${roff(flag)}\\fR`).join(', ');
  return ['.TP', `${flags}${takes === '' ? '' : ` \\fI${roff(takes.replace(/[<>]/gu, ''))}\\fR`}`, roff(description)];
}

/** Examples keep their lines; a note becomes a paragraph. */
function afterLines(after: string): readonly string[] {
  if (after === '') return [];
  return ['.PP', '.nf', ...after.split('\n').map(roff), '.fi'];
}

function commandLines(outline: Outline): readonly string[] {
  const { after, arguments: taken, description, options, path } = outline;
  const name = `\\fBghosthunter ${roff(path.join(' '))}\\fR`;
  const own = options.filter(({ long }) => long !== '--help');
  return [
    `.SS "${roff(path.join(' '))}"`,
    [name, ...(own.length > 0 ? ['[\\fIoptions\\fR]'] : []), ...taken.map(argumentWords)].join(' '),
    '.PP',
    roff(`${description.charAt(0).toUpperCase()}${description.slice(1)}.`),
    ...taken
      .filter((argument) => argument.description !== '')
      .flatMap((argument) => ['.TP', argumentWords(argument), roff(argument.description)]),
    ...own.flatMap(optionLines),
    ...afterLines(after),
  ];
}

const FILES: readonly (readonly [string, string])[] = [
  ['~/.ghosthunter/config.toml', 'settings; ghosthunter config show says what holds'],
  ['.ghosthunter.toml', 'settings of a project, which can only make runs stricter'],
  ['~/.ghosthunter/audit.log', 'what was proposed, refused and run, in one chain of hashes'],
  ['~/.ghosthunter/investigations/', 'what is kept of each investigation, with its report'],
];

const VARIABLES: readonly (readonly [string, string])[] = [
  ['GHOSTHUNTER_HOME', 'the folder of all that is kept, in place of ~/.ghosthunter'],
  ['GHOSTHUNTER_SECTION_KEY', 'a setting: GHOSTHUNTER_BUDGET_USD=0.5 for usd in [budget]'],
  ['GHOSTHUNTER_NO_CLIPBOARD', 'keeps commands out of the clipboard'],
  ['ANTHROPIC_API_KEY', 'the model key; a file or a credential of systemd is better'],
  ['NO_COLOR', 'no colour'],
];

function list(pairs: readonly (readonly [string, string])[]): readonly string[] {
  return pairs.flatMap(([name, what]) => ['.TP', `\\fI${roff(name)}\\fR`, roff(what)]);
}

export function manualPage(program: Outline, version: string, now: Date): string {
  const below = everyOutline(program).filter(({ path }) => path.length > 0);
  return [
    `.TH GHOSTHUNTER 1 "${now.toISOString().slice(0, 10)}" "ghosthunter ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'ghosthunter \\- why did the cloud bill go up?',
    '.SH SYNOPSIS',
    '\\fBghosthunter\\fR \\fIcommand\\fR [\\fIoptions\\fR] [\\fIarguments\\fR]',
    '.SH DESCRIPTION',
    roff(program.description),
    '.SH OPTIONS',
    ...program.options.flatMap(optionLines),
    '.SH COMMANDS',
    ...below.flatMap(commandLines),
    '.SH FILES',
    ...list(FILES),
    '.SH ENVIRONMENT',
    ...list(VARIABLES),
    '.SH EXAMPLES AND EXIT STATUS',
    ...afterLines(program.after).slice(1),
    '',
  ].join('\n');
}
