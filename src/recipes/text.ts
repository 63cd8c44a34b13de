// A recipe for a person to read. What is to be typed stands alone on its line, not folded, so that it can be copied.

import type { Recipe } from './recipe.js';

export function recipeLines({ columns, costs, kind, provider, sql, steps, tells, title }: Recipe): readonly string[] {
  return [
    `${provider} ${kind}: ${title}`,
    `tells   ${tells}`,
    `costs   ${costs}`,
    '',
    ...steps,
    ...(sql ? ['', 'the SQL by itself:', `  ${sql.text}`] : []),
    ...(columns.length > 0 ? ['', `columns that are read: ${columns.join(', ')}`] : []),
  ];
}
