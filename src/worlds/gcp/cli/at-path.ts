// A value of a document by its path: `status.natStatus[0].name`, `labels.team`, `networkInterfaces[].accessConfigs`.

import { isList, isObject, type Json, type JsonObject } from '../cloud.js';

function stepsOf(path: string): readonly string[] {
  const steps: string[] = [];
  let step = '';
  let quoted = false;
  for (const character of path) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '.' || character === '[')) {
      if (step !== '') steps.push(step);
      step = character === '[' ? '[' : '';
    } else if (!quoted && character === ']') {
      steps.push(step === '[' ? '[]' : step.slice(1));
      step = '';
    } else step += character;
  }
  if (step !== '') steps.push(step);
  return steps;
}

/** Lists on the way are walked through, as the real filter does. */
function walk(value: Json | undefined, steps: readonly string[]): Json | undefined {
  const [first, ...rest] = steps;
  if (first === undefined) return value;
  if (isList(value)) {
    if (/^\d+$/.test(first)) return walk(value[Number(first)], rest);
    const found = value.map((one: Json) => walk(one, first === '[]' ? rest : steps)).filter((one) => one !== undefined);
    return found.length === 0 ? undefined : found;
  }
  if (!isObject(value)) return undefined;
  const own = Object.hasOwn(value, first) ? value[first] : undefined;
  if (own !== undefined) return walk(own, rest);
  const name = Object.keys(value).find((key) => key.toLowerCase() === first.toLowerCase());
  if (name !== undefined) return walk(value[name], rest);
  // A key that holds dots itself: `labels.compute.googleapis.com/resource_name`.
  const whole = steps.join('.');
  return Object.hasOwn(value, whole) ? value[whole] : undefined;
}

export function atPath(document: JsonObject, path: string): Json | undefined {
  return walk(document, stepsOf(path));
}
