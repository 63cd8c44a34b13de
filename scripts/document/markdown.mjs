// Markdown from values: text of ours and of a line, so that neither breaks a table.

export const code = (text) => {
  const shown = text.replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0).toString(16)}}`).replaceAll('|', '\\|');
  return shown.includes('`') ? `\`\` ${shown} \`\`` : `\`${shown}\``;
};

export const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export const table = (head, rows) =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`), ''].join('\n');

export const GENERATED = '<!-- Written by scripts/document.mjs from the code and the policies; do not edit. -->';
