// Secrets inside addresses: `scheme://user:password@host`, tokens in place of a user, hooks whose path is the secret.

import type { Span } from '../span.js';
import { isRandom } from './characters.js';
import { byteAt, textIn } from '../tables.js';

const MOST_USERINFO = 1_024;

const SIGN = 1;
const COLON = 2;
const BLANK = 3;
const SLASH = 4;
const ENDS: Uint8Array = (() => {
  const ends = new Uint8Array(65_536);
  const put = (characters: string, kind: number): void => {
    for (const character of characters) ends[character.charCodeAt(0)] = kind;
  };
  put('@', SIGN);
  put(':', COLON);
  put(' \t\n\r"\'<>`\\|', BLANK);
  put('/?#', SLASH);
  return ends;
})();

/** `://` ended at `from`. */
export function userInfoAt(text: string, from: number, add: (span: Span) => void): void {
  const limit = Math.min(text.length, from + MOST_USERINFO);
  let colon = -1;
  let sign = -1;
  // Most addresses hold no sign: those end at their first slash.
  for (let at = from; at < limit; at += 1) {
    const kind = byteAt(ENDS, text.charCodeAt(at));
    if (kind === 0) continue;
    if (kind === SIGN) sign = at;
    else if (kind === COLON) {
      if (colon < 0 && sign < 0) colon = at;
    } else if (kind === BLANK) {
      // Our own mark holds blanks.
      if (text.charAt(at) !== ' ' || text.slice(from, at).lastIndexOf('[redacted') <= text.slice(from, at).lastIndexOf(']')) break;
    }
    // A slash ends the authority, unless a password that was not encoded holds one: then a sign follows behind it.
    else if (sign >= 0 || colon < 0 || /^\d*$/.test(text.slice(colon + 1, at))) break;
  }
  if (sign < 0) return;
  const [start, kind] = colon >= 0 && colon < sign ? [colon + 1, 'password in an address'] : [from, 'token in an address'];
  const content = text.slice(start, sign);
  if (/^\[redacted[^\]]*\]$/.test(content) || /^(?:\$\{|\{\{|<|%s|\*+$)/.test(content) || content === '') return;
  if (colon < 0 && !(content.length >= 16 && isRandom(content))) return;
  // `user::password` and an empty user are written too.
  add({ start, end: sign, kind });
}

const HOOK_PATH = /^[\w/.@%~+=:-]+/;

/** The path behind a hook's address is what lets one post there. */
export function hookAt(text: string, from: number, add: (span: Span) => void): void {
  const path = textIn(HOOK_PATH.exec(text.slice(from, from + 512)), 0);
  if (path.length >= 12) add({ start: from, end: from + path.length, kind: 'webhook' });
}

export const HOOKS: readonly string[] = [
  'hooks.slack.com/services/',
  'hooks.slack.com/workflows/',
  'hooks.slack.com/triggers/',
  'discord.com/api/webhooks/',
  'discordapp.com/api/webhooks/',
  'webhook.office.com/webhookb2/',
  'outlook.office.com/webhook/',
  'hooks.zapier.com/hooks/catch/',
  'maker.ifttt.com/use/',
  'api.telegram.org/bot',
  'events.pagerduty.com/integration/',
  'hooks.chime.aws/incomingwebhooks/',
  'chat.googleapis.com/v1/spaces/',
  'hc-ping.com/',
  'ingest.sentry.io/api/',
].filter((hook) => hook !== 'ingest.sentry.io/api/' && hook !== 'hc-ping.com/');
