// Writes the tables in the documents that have a source in the code: the protocol from its schemas, the limits, the exit codes, the
// size of the trusted base; and those in docs/internal, which are generated as a whole.
// `node scripts/document.mjs` writes, `--check` fails when what is written is not what the code says; `--session` also records the README's session.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import * as protocol from '../dist/src/protocol/index.js';
import { EXIT } from '../dist/src/shared/index.js';
import { recordSession } from './document/session.mjs';
import { settingsSection } from './document/settings.mjs';
import { WHOLE } from './document/write.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const LANES = [
  { title: 'orchestrator → supervisor (fd 3)', schema: protocol.orchestratorRequest, table: protocol.orchestratorRequests },
  { title: 'supervisor → orchestrator (fd 3)', schema: protocol.orchestratorAnswer },
  { title: 'supervisor → executor, forwarded bytes (fd 4)', schema: protocol.proposalRequest, table: protocol.proposalRequests },
  { title: 'executor → supervisor, forwarded on (fd 4)', schema: protocol.proposalAnswer },
  { title: 'supervisor → executor, control (fd 3)', schema: protocol.executorControl, table: protocol.executorControls },
  { title: 'executor → supervisor, control (fd 3)', schema: protocol.executorTells },
  { title: 'supervisor → billing, forwarded bytes (fd 4)', schema: protocol.billRequest, table: protocol.billRequests },
  { title: 'billing → supervisor, forwarded on (fd 4)', schema: protocol.billAnswer },
  { title: 'billing → supervisor, control (fd 3)', schema: protocol.billingTells, table: protocol.billingHello },
  { title: 'orchestrator → egress (fd 4)', schema: protocol.modelRequest, table: protocol.modelRequests },
  { title: 'egress → orchestrator (fd 4)', schema: protocol.modelAnswer },
  { title: 'supervisor → egress, control (fd 3)', schema: protocol.egressControl, table: protocol.egressControls },
  { title: 'egress → supervisor, control (fd 3)', schema: protocol.egressTells },
  { title: 'batch → economy (fd 3)', schema: protocol.economyControl, table: protocol.economyControls },
  { title: 'economy → batch (fd 3)', schema: protocol.economyTells },
  { title: 'supervisor → notifier (fd 3)', schema: protocol.notifierControl, table: protocol.notifierControls },
  { title: 'notifier → supervisor (fd 3)', schema: protocol.notifierTells },
  { title: 'a command → service (socket)', schema: protocol.serviceRequest, table: protocol.serviceRequests },
  { title: 'service → a command (socket)', schema: protocol.serviceAnswer },
];

function bounds(...pairs) {
  const [low, high] = pairs;
  if (low === undefined && (high === undefined || high === Number.MAX_SAFE_INTEGER)) return '';
  if (high === undefined || high === Number.MAX_SAFE_INTEGER) return ` ≥ ${low}`;
  return low === undefined ? ` ≤ ${high}` : ` ${low}–${high}`;
}

/** A JSON schema in a few words. */
function words(schema) {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(' \\| ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(words).join(' or ');
  switch (schema.type) {
    case 'string':
      return schema.pattern ? `text /${schema.pattern.replaceAll('|', '\\|')}/` : `text${bounds(schema.minLength, schema.maxLength)}`;
    case 'integer':
      return `integer${bounds(schema.minimum, schema.maximum)}`;
    case 'array':
      return `list${bounds(schema.minItems, schema.maxItems)} of ${words(schema.items)}`;
    case 'object': {
      if (!schema.properties) return `map of ${words(schema.additionalProperties)}`;
      const fields = Object.entries(schema.properties).map(([name, field]) => `${name}: ${words(field)}`);
      return `{ ${fields.join('; ')} }`;
    }
    default:
      return schema.type ?? 'anything';
  }
}

function frameRow(frame, table) {
  const { kind, ...fields } = frame.properties;
  const text = Object.entries(fields).map(([name, field]) => `${name}: ${words(field)}`);
  const rule = table?.[kind.const];
  const when = rule ? `${rule.in.join(', ')}${rule.then ? ` → ${rule.then}` : ''}` : '';
  return table ? `| \`${kind.const}\` | ${text.join('; ')} | ${when} | ${rule.why} |` : `| \`${kind.const}\` | ${text.join('; ')} |`;
}

function laneSection({ title, schema, table }) {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any' });
  const head = table ? ['| frame | fields | allowed in | what for |', '|---|---|---|---|'] : ['| frame | fields |', '|---|---|'];
  const frames = json.oneOf ?? json.anyOf ?? [json];
  return [`**${title}**`, '', ...head, ...frames.map((frame) => frameRow(frame, table)), ''].join('\n');
}

function limitsSection() {
  return ['| limit | value |', '|---|---|', ...Object.entries(protocol.LIMITS).map(([name, value]) => `| ${name} | ${value} |`), ''].join(
    '\n',
  );
}

function exitSection() {
  return ['| exit code | meaning |', '|---|---|', ...Object.entries(EXIT).map(([name, code]) => `| ${code} | ${name} |`), ''].join('\n');
}

/** Lines that are neither blank nor comment, by zone. */
function baseSection() {
  const zones = [
    'gate',
    'policy',
    'executor',
    'digest',
    'audit',
    'cage',
    'egress',
    'economy',
    'notify',
    'protocol',
    'channel',
    'programs',
    'shared',
  ];
  const isCode = (line) => line.trim() !== '' && !/^\s*(?:\/\/|\/?\*)/.test(line);
  const isTable = (name) => name.includes('syscalls-');
  const sizes = zones.map((zone) => {
    const folder = join(ROOT, 'src', zone);
    const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts') && !isTable(name));
    const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(isCode));
    return [zone, files.length, lines.length];
  });
  const total = sizes.reduce((sum, [, , lines]) => sum + lines, 0);
  return [
    '| zone | files | lines of code |',
    '|---|---|---|',
    ...sizes.map((row) => `| ${row.join(' | ')} |`),
    `| all | | ${total} |`,
    '',
  ].join('\n');
}

const DOCUMENTS = {
  'ARCHITECTURE.md': { lanes: () => LANES.map(laneSection).join('\n'), limits: limitsSection, exits: exitSection },
  'SECURITY.md': { base: baseSection },
  'README.md': { settings: settingsSection, ...(process.argv.includes('--session') ? { session: recordSession } : {}) },
};

function rewritten(name, text) {
  return Object.entries(DOCUMENTS[name]).reduce((document, [section, write]) => {
    const begin = `<!-- generated: ${section} -->`;
    const end = `<!-- end: ${section} -->`;
    const [from, to] = [document.indexOf(begin), document.indexOf(end)];
    if (from === -1 || to === -1) throw new Error(`${name} has no section ${section}`);
    return `${document.slice(0, from)}${begin}\n\n${write()}\n${document.slice(to)}`;
  }, text);
}

function put(name, before, fresh) {
  const path = join(ROOT, name);
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, fresh);
  } else if (fresh !== before) {
    process.stderr.write(`${name} is not what the code says: run \`node scripts/document.mjs\`\n`);
    process.exitCode = 1;
  }
}

const textOf = (name) => (existsSync(join(ROOT, name)) ? readFileSync(join(ROOT, name), 'utf8') : undefined);

for (const name of Object.keys(DOCUMENTS)) put(name, textOf(name), rewritten(name, textOf(name)));
for (const [name, write] of Object.entries(WHOLE)) put(name, textOf(name), write());
