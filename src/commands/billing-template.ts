// `billing-template`: how to have a cloud write a bill that is read in full.

import type { Command } from 'commander';
import { Fault, nearest } from '../shared/index.js';
import type { Recipe } from '../recipes/index.js';
import type { CommandContext } from './context.js';

const TEMPLATE_EXAMPLES = `
Examples:
  $ ghosthunter billing-template                       which there are
  $ ghosthunter billing-template aws cur               CUR 2.0 by Data Exports: what to type, what it costs
  $ ghosthunter billing-template gcp bigquery --sql    the SQL alone
  $ ghosthunter billing-template azure --json

Nothing is asked of any cloud: these are texts. A bill that you have already is most likely read as it is; try ghosthunter spikes first.`;

interface TemplateFlags {
  readonly sql?: boolean;
  readonly json?: boolean;
}

function meant(what: string, name: string, known: readonly string[]): Fault {
  const near = nearest(name, known);
  return new Fault('usage', `there is no ${what} \`${name}\``, {
    fix: `${near === undefined ? '' : `did you mean ${near}? `}one of: ${known.join(', ')}`,
  });
}

function chosen(recipes: readonly Recipe[], provider: string | undefined, kind: string | undefined): readonly Recipe[] {
  if (provider === undefined) return recipes;
  const ofProvider = recipes.filter((recipe) => recipe.provider === provider);
  if (ofProvider.length === 0) throw meant('provider', provider, [...new Set(recipes.map((recipe) => recipe.provider))]);
  if (kind === undefined) return ofProvider;
  const ofKind = ofProvider.filter((recipe) => recipe.kind === kind);
  if (ofKind.length > 0) return ofKind;
  throw meant(
    `${provider} recipe`,
    kind,
    ofProvider.map((recipe) => recipe.kind),
  );
}

export function addBillingTemplate(program: Command, { exit, screen }: CommandContext): void {
  program
    .command('billing-template')
    .description('say how to have a cloud write a bill that is read in full')
    .argument('[provider]', 'aws, gcp or azure')
    .argument('[kind]', 'one of its recipes')
    .option('--sql', 'print the SQL alone')
    .option('--json', 'print one JSON object')
    .addHelpText('after', TEMPLATE_EXAMPLES)
    .exitOverride()
    .action(async (provider: string | undefined, kind: string | undefined, flags: TemplateFlags) => {
      const { RECIPES, recipeLines } = await import('../recipes/index.js');
      const recipes = chosen(RECIPES, provider, kind);
      const [only] = recipes;
      if (flags.json === true) screen.out(JSON.stringify({ schema_version: 1, recipes }));
      else if (flags.sql === true) {
        const texts = recipes.flatMap(({ sql }) => (sql ? [sql.text] : []));
        if (texts.length !== 1) {
          throw new Fault('usage', `${texts.length === 0 ? 'no recipe' : 'more than one recipe'} with SQL is meant`, {
            fix: 'name provider and kind: ghosthunter billing-template gcp bigquery --sql',
          });
        }
        for (const text of texts) screen.out(text);
      } else if (recipes.length === 1 && only) for (const line of recipeLines(only)) screen.out(line);
      else
        for (const recipe of recipes)
          screen.out(`${`${recipe.provider} ${recipe.kind}`.padEnd(24)} ${recipe.title}; tells ${recipe.tells}`);
      exit(0);
    });
}
