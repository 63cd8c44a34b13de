// The table of settings in the README, from the schema that reads them.

import { configKeys, shownValue } from '../../dist/src/supervisor/configuration/keys.js';
import { PROJECT_RULES } from '../../dist/src/supervisor/configuration/tighten.js';

const cell = (text) => text.replaceAll('|', '\\|');

function row({ path, allowed, otherwise, description }) {
  const key = path.join('.').replace('*', '"MODEL"');
  const project = PROJECT_RULES[path.join('.')]?.only ?? '';
  return `| \`${key}\` | ${cell(description)} | ${cell(allowed)} | ${otherwise === undefined ? '' : `\`${cell(shownValue(otherwise))}\``} | ${project} |`;
}

export function settingsSection() {
  const head = ['| key | what it is | takes | built in | a project may set |', '|---|---|---|---|---|'];
  return [...head, ...configKeys().map(row), ''].join('\n');
}
