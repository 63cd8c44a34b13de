// `ghosthunter policy show PATH…`: one operation, with everything that a line of it may hold.

import { BOUND_WORDS, expectationOf } from '../gate/index.js';
import { readPolicy } from '../packs/index.js';
import type { FlagRule, Rule } from '../policy/index.js';
import { dollars } from '../shared/index.js';
import { type Asked, ask } from './asked.js';
import type { PolicyAnswer } from './policy-answer.js';
import { whyNot } from './policy-why.js';
import type { Scope } from './scope.js';

interface ShownFlag {
  readonly name: string;
  readonly form: FlagRule['form'];
  readonly expects: string;
  readonly example: string;
  readonly required: boolean;
  /** The flag that this one is another name of. */
  readonly stands_for: string | null;
  readonly global: boolean;
}

function shownFlag(rule: Rule, name: string, isGlobal: boolean): ShownFlag | undefined {
  const flag = rule.flag(name);
  if (!flag) return undefined;
  const { form, kind } = flag;
  const { expects, example } = kind
    ? expectationOf(kind)
    : { expects: form === 'toggle' ? 'nothing, true or false' : 'nothing', example: '' };
  const required = rule.required.includes(flag.name);
  return { name, form, expects, example, required, stands_for: flag.name === name ? null : flag.name, global: isGlobal };
}

function flagLines(flags: readonly ShownFlag[]): readonly string[] {
  const width = Math.max(0, ...flags.map(({ name }) => name.length));
  return flags.map(({ name, form, expects, example, required, stands_for: other }) => {
    const takes = other === null ? expects : `the same as ${other}`;
    const such = other !== null || example === '' ? '' : `, such as ${example}`;
    const times = form === 'repeat' ? '; may be repeated' : '';
    return `  ${name.padEnd(width)}  ${required ? 'required: ' : ''}${takes}${such}${times}`;
  });
}

function shown(folder: string, rule: Rule): PolicyAnswer {
  const globals = new Set(readPolicy(folder).globals(rule.binary).flagNames());
  const flags = rule.flagNames().flatMap((name) => shownFlag(rule, name, globals.has(name)) ?? []);
  const positionals = rule.positionals.map(({ name, kind, optional, many }) => ({ name, ...expectationOf(kind), optional, many }));
  const own = flags.filter(({ global }) => !global);
  const loose = positionals.map(({ name, expects, example, optional, many }) => {
    const times = `${optional ? 'optional, ' : ''}${many ? 'one or more, ' : ''}`;
    return `  ${name}  ${times}${expects}, such as ${example}`;
  });
  const { binary, path, tracks, bound, microUsd } = rule;
  const lines = [
    [binary, ...path].join(' '),
    ...(tracks.length > 0 ? [`tracks  ${tracks.join(', ')}`] : []),
    `bound   ${bound === undefined ? 'none needed' : `${bound}: ${BOUND_WORDS[bound]}`}`,
    `cost    ${microUsd === 0 ? 'no price of its own' : `${dollars(microUsd)} a call`}`,
    ...(loose.length > 0 ? ['', 'positionals', ...loose] : []),
    '',
    own.length > 0 ? 'flags' : 'no flags of its own',
    ...flagLines(own),
    '',
    `with every command of ${binary}`,
    ...flagLines(flags.filter(({ global }) => global)),
  ];
  return { data: { operation: { binary, path, tracks, bound: bound ?? null, microUsd, positionals, flags } }, lines, isGood: true };
}

export function policyShow(scope: Scope, words: readonly string[]): PolicyAnswer {
  const asked: Asked = ask(scope, words);
  return asked.kind === 'listed' ? shown(scope.folder, asked.rule) : whyNot(asked);
}
