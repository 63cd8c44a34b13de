// docs/internal/*-allowlist-spec.md: what may run of each program, group by group: a line for each operation, and the names of what is
// denied by reason.

import { deniedIn, POLICIES_FOLDER, readPolicy } from '../../dist/src/packs/index.js';
import { GENERATED } from './markdown.mjs';

const MOST_CHOICES = 5;

/** A shape in a few characters. */
export function shapeWord(kind, depth = 0) {
  switch (kind.kind) {
    case 'named':
      return kind.name;
    case 'choice': {
      const all = [...kind.choice];
      return all.length > MOST_CHOICES ? `one of ${all.length}: ${all.slice(0, 3).join(' ')} …` : all.join('|');
    }
    case 'count':
    case 'decimal':
      return `${kind.least}–${kind.most}`;
    case 'match':
      return kind.of;
    case 'list':
      return `${shapeWord(kind.item, depth + 1)}, …`;
    case 'fields':
      return depth > 1 ? '{…}' : `{${[...kind.fields.keys()].join(' ')}}`;
    case 'map':
      return `{${shapeWord(kind.key, depth + 1)}: ${shapeWord(kind.value, depth + 1)}}`;
  }
}

function flagWord(rule, name) {
  const flag = rule.flag(name);
  if (!flag) return '';
  const star = rule.required.includes(name) ? '**' : '';
  const alias = flag.name === name ? '' : ` = ${flag.name}`;
  const value = alias || (flag.kind ? ` ${shapeWord(flag.kind)}` : '');
  return `${star}\`${name}\`${star}${value}${flag.form === 'repeat' ? ' (repeated)' : ''}`;
}

function operationLine(rule, globals) {
  const { path, positionals, bound, microUsd, tracks } = rule;
  const loose = positionals.map(({ name, kind, optional, many }) => `${name}${optional ? '?' : ''}${many ? '…' : ''} ${shapeWord(kind)}`);
  const own = rule.flagNames().filter((name) => !globals.has(name) || rule.required.includes(name));
  const notes = [
    ...(tracks.length > 0 && !tracks.includes('ga') ? [`only ${tracks.join(', ')}`] : []),
    ...(bound === undefined ? [] : [`bound ${bound}`]),
    ...(microUsd > 0 ? [`$${microUsd / 1_000_000} a call`] : []),
  ];
  const flags = own.map((name) => flagWord(rule, name)).filter((word) => word !== '');
  const parts = [...notes, ...loose, ...flags];
  return `- **${path.join(' ')}**${parts.length > 0 ? `: ${parts.join('; ')}` : ''}`;
}

/** By group, then by reason, the names behind the group. */
function deniedByGroup(denied, isGrouped) {
  const groups = new Map();
  for (const [path, reason] of denied) {
    const [first, ...rest] = path.split(' ');
    const group = isGrouped(first) ? first : '*';
    const reasons = groups.get(group) ?? new Map();
    reasons.set(reason, [...(reasons.get(reason) ?? []), group === '*' ? path : rest.join(' ') || path]);
    groups.set(group, reasons);
  }
  return groups;
}

function groupSection(binary, group, pack, reasons, globals) {
  const listed = pack ? pack.paths.flatMap((path) => pack.rule(path) ?? []) : [];
  const denied = [...(reasons ?? new Map())].sort(([one], [other]) => (one < other ? -1 : 1));
  const count = denied.reduce((sum, [, names]) => sum + names.length, 0);
  return [
    `## ${binary}${group === '*' ? '' : ` ${group}`}`,
    '',
    `${listed.length} listed, ${count} denied`,
    '',
    ...listed.map((rule) => operationLine(rule, globals)),
    ...denied.map(([reason, names]) => `- denied, ${reason} (${names.length}): ${names.sort().join(', ')}`),
    '',
  ];
}

function programSections(policy, binary) {
  const globals = new Set(policy.globals(binary).flagNames());
  const packs = new Map(policy.groups(binary).map((group) => [group, policy.pack(binary, group)]));
  const denied = deniedByGroup(deniedIn(POLICIES_FOLDER)(binary), (first) => !packs.has('*') || packs.has(first));
  const groups = [...new Set([...packs.keys(), ...denied.keys()])].sort();
  const global = [...globals].map((name) => {
    const flag = policy.globals(binary).flag(name);
    return `\`${name}\`${flag?.kind ? ` ${shapeWord(flag.kind)}` : ''}`;
  });
  return [
    `# ${binary}`,
    '',
    `With every operation: ${global.join('; ') || 'no flags'}.`,
    '',
    ...groups.flatMap((group) => groupSection(binary, group, packs.get(group), denied.get(group), globals)),
  ];
}

const LEGEND = `An operation may run if it has a line here; whatever has none is refused by layer 3, and a flag that its line does not name by layer 4.
**\`--flag\`** is required. \`NAME?\` is an optional word, \`NAME…\` one or more. \`a, …\` is a list, \`{A B}\` a structure with these fields. What an
operation must bound is in [cost-spec.md](cost-spec.md). What is known and not listed is named with its reason: \`mutate\` changes something,
\`credential\` hands out a credential, \`embeds-secret\` may carry a secret, \`local-io\` reads or writes files here, \`ambiguous\` nobody has shown to read.`;

export function allowlist(title, binaries) {
  const policy = readPolicy();
  return [GENERATED, '', `# ${title}`, '', LEGEND, '', ...binaries.flatMap((binary) => programSections(policy, binary))].join('\n');
}
