// The one method and the one path. Compared as text, never parsed: there is nothing to normalise, so nothing to normalise
// differently than the far end does.

import { type Denial, denial } from './denial.js';

export const METHOD = 'POST';
export const PATH = '/v1/messages';

/** T-EGRESS: the files, batches and tokens of the account behind the key; another host by an absolute form or CONNECT. */
export function routeDenial(method: string, path: string): Denial | undefined {
  const asked = `asked for ${method} ${path}`;
  if (method !== METHOD) return denial('method', `only \`${METHOD}\` is possible`, asked);
  if (path !== PATH) return denial('path', `only \`${PATH}\` is possible`, asked);
  return undefined;
}
