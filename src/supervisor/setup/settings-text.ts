// The text of a config.toml from what a person chose: only what differs from what is built in, each line with what it is for.

import { keyAt, shownValue } from '../configuration/keys.js';

export interface Choices {
  readonly model?: string;
  readonly baseUrl?: string;
  readonly keyFile?: string;
  readonly usd?: number;
  readonly commands?: number;
  readonly minimumTier?: string;
  readonly directories?: readonly string[];
  readonly readOnlyRole?: string;
  readonly desktop?: boolean;
}

const PLACES: readonly (readonly [section: string, name: string, choice: keyof Choices])[] = [
  ['model', 'name', 'model'],
  ['model', 'base_url', 'baseUrl'],
  ['model', 'key_file', 'keyFile'],
  ['budget', 'usd', 'usd'],
  ['budget', 'commands', 'commands'],
  ['cage', 'min_tier', 'minimumTier'],
  ['cli', 'directories', 'directories'],
  ['aws', 'read_only_role', 'readOnlyRole'],
  ['notify', 'desktop', 'desktop'],
];

export function settingsText(choices: Choices): string {
  const lines = ['# ghosthunter: what differs from what is built in. `ghosthunter config show --origin` says what holds.'];
  let open = '';
  for (const [section, name, choice] of PLACES) {
    const value = choices[choice];
    const key = keyAt([section, name]);
    if (value === undefined || !key || shownValue(value) === shownValue(key.otherwise ?? null)) continue;
    if (section !== open) lines.push('', `[${section}]`);
    open = section;
    lines.push(`# ${key.description}`, `${name} = ${shownValue(value)}`);
  }
  return `${lines.join('\n')}\n`;
}
