import { AWS_RECIPES } from './aws.js';
import { AZURE_RECIPES } from './azure.js';
import { GCP_RECIPES } from './gcp.js';
import type { Recipe } from './recipe.js';

export type { Recipe } from './recipe.js';
export { recipeLines } from './text.js';

export const RECIPES: readonly Recipe[] = [...AWS_RECIPES, ...GCP_RECIPES, ...AZURE_RECIPES];
