// Lines to judge: those of the corpus, and one line made for each of many listed operations, or the commands of a file.

import { readdirSync, readFileSync } from 'node:fs';

const CORPUS = new URL('../../../test/corpus/', import.meta.url);
const EVERY = 7;

function corpusLine(written) {
  const line = /^(?:clear|refuse \S+) {2,}(.*)$/s.exec(written)?.[1];
  return line?.startsWith('json ') ? JSON.parse(line.slice('json '.length)) : line;
}

function corpusLines() {
  const files = readdirSync(CORPUS).filter((name) => name.endsWith('.txt'));
  return files
    .flatMap((name) => readFileSync(new URL(name, CORPUS), 'utf8').split('\n').map(corpusLine))
    .filter((line) => line !== undefined);
}

const quoted = (text) => (/^[A-Za-z0-9_.,/:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

/** The operation with what it requires and a few flags more, each with the example of its shape. */
function lineOf(rule, expectationOf) {
  const { binary, path, positionals, required } = rule;
  const names = [...new Set([...required, ...rule.flagNames().slice(0, 3)])];
  const flags = names.flatMap((name) => {
    const flag = rule.flag(name);
    return flag?.kind ? [`${flag.name}=${quoted(expectationOf(flag.kind).example)}`] : [];
  });
  const words = positionals.map(({ kind }) => quoted(expectationOf(kind).example));
  return [binary, ...path, ...flags, ...words].join(' ');
}

function generatedLines({ BINARIES, policy, expectationOf }) {
  const rules = BINARIES.flatMap((binary) =>
    policy.groups(binary).flatMap((group) => {
      const pack = policy.pack(binary, group);
      return pack.paths.filter((_, index) => index % EVERY === 0).flatMap((path) => pack.rule(path) ?? []);
    }),
  );
  return rules.map((rule) => lineOf(rule, expectationOf));
}

/** One JSON object with a `command`, or one command, a line. */
function fileLines(file) {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => (line.startsWith('{') ? JSON.parse(line).command : line));
}

export function linesToJudge(gate, file) {
  return file === undefined ? [...corpusLines(), ...generatedLines(gate)] : fileLines(file);
}
