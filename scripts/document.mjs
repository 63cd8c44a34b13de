// Writes the tables of ARCHITECTURE.md that have a source in the code: the protocol from its schemas, the limits, the exit codes.
// `node scripts/document.mjs` writes, `--check` fails when what is written is not what the code says.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import * as protocol from '../dist/src/protocol/index.js';
import { EXIT } from '../dist/src/shared/index.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FILE = join(ROOT, 'ARCHITECTURE.md');

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

const SECTIONS = {
  lanes: () => LANES.map(laneSection).join('\n'),
  limits: limitsSection,
  exits: exitSection,
};

export function rewritten(text) {
  return Object.entries(SECTIONS).reduce((document, [name, section]) => {
    const begin = `<!-- generated: ${name} -->`;
    const end = `<!-- end: ${name} -->`;
    const [from, to] = [document.indexOf(begin), document.indexOf(end)];
    if (from === -1 || to === -1) throw new Error(`ARCHITECTURE.md has no section ${name}`);
    return `${document.slice(0, from)}${begin}\n\n${section()}\n${document.slice(to)}`;
  }, text);
}

const text = readFileSync(FILE, 'utf8');
const fresh = rewritten(text);
if (!process.argv.includes('--check')) writeFileSync(FILE, fresh);
else if (fresh !== text) {
  process.stderr.write('ARCHITECTURE.md is not what the code says: run `node scripts/document.mjs`\n');
  process.exitCode = 1;
}
