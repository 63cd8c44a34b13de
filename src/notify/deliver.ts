// One event by every configured way, all at once: a way that hangs keeps no other waiting.

import { readFileSync } from 'node:fs';
import { readSecretFile } from '../programs/index.js';
import { type Delivery, LIMITS, type NotifyOutcome } from '../protocol/index.js';
import { err, errorCode, ok, type Result } from '../shared/index.js';
import { desktop } from './desktop.js';
import { harmless } from './harmless.js';
import { hook } from './hook.js';
import { notDelivered, tell, type Way } from './way.js';
import { webhook } from './webhook.js';

const SHORTEST_SECRET = 16;

function readCertificates(path: string | null): Result<string | undefined, string> {
  if (path === null) return ok(undefined);
  try {
    return ok(readFileSync(path, 'utf8').slice(0, LIMITS.answerBytes));
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return err(`cannot read the certificates in ${path}`);
  }
}

/** The secret is read here and nowhere else. */
function webhookWay(target: NonNullable<Delivery['webhook']>): Way {
  const secret = readSecretFile(target.secretFile);
  const failed =
    (detail: string): Way =>
    () =>
      Promise.resolve(notDelivered('secret', detail));
  if (!secret.ok) return failed(`${secret.error.message}; ${secret.error.fix}`);
  if (secret.value.length < SHORTEST_SECRET)
    return failed(`${target.secretFile} holds fewer than ${String(SHORTEST_SECRET)} characters; make one: openssl rand -hex 32`);
  const ca = readCertificates(target.caFile);
  return ca.ok ? webhook({ target, secret: secret.value, ca: ca.value, now: () => new Date() }) : failed(ca.error);
}

export function deliver(delivery: Delivery): Promise<readonly NotifyOutcome[]> {
  const { command, desktop: place, home, milliseconds, webhook: target } = delivery;
  const event = harmless(delivery.event);
  const now = (): number => performance.now();
  return Promise.all([
    ...(command === null ? [] : [tell('command', hook(command, home), event, milliseconds, now)]),
    ...(target === null ? [] : [tell('webhook', webhookWay(target), event, milliseconds, now)]),
    ...(place === null ? [] : [tell('desktop', desktop(place), event, milliseconds, now)]),
  ]);
}
