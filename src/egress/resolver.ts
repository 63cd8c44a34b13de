// From the configured name to addresses that may be dialled. Threat: a name whose answer changes between the check and the
// connection, or that has one good answer among bad ones. So every answer is judged, one bad one refuses all, and the socket is
// given the judged addresses themselves: the name is not looked up again.

import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { err, ok, type Result, unreachable } from '../shared/index.js';
import { addressClass } from './address.js';

export interface Answer {
  readonly address: string;
  readonly family: number;
}

export type Resolve = (host: string) => Promise<readonly Answer[]>;

export interface AddressRule {
  /** The person configured this host: it may stand in their own network. */
  readonly allowPrivate: boolean;
  /** Plain HTTP: nothing may leave this machine. */
  readonly onlyLoopback: boolean;
}

export const ADDRESS_REFUSED = 'ADDRESS_REFUSED';

export const resolveBySystem: Resolve = (host) => systemLookup(host, { all: true, verbatim: true });

function isAllowed(address: string, rule: AddressRule): boolean {
  const kind = addressClass(address);
  switch (kind) {
    case 'public':
      return !rule.onlyLoopback;
    case 'private':
      return rule.allowPrivate && !rule.onlyLoopback;
    case 'loopback':
      return rule.allowPrivate;
    case 'forbidden':
      return false;
    default:
      return unreachable(kind);
  }
}

/** All the answers, or the reason why none is dialled. */
export function judgeAnswers(answers: readonly Answer[], rule: AddressRule): Result<readonly Answer[], string> {
  const bad = answers.find((answer) => isIP(answer.address) !== answer.family || !isAllowed(answer.address, rule));
  if (bad) return err(`the host resolves to ${bad.address}, which is not dialled`);
  return answers.length > 0 ? ok(answers) : err('the host resolves to nothing');
}

/** A literal address is never looked up by the socket, so it is judged here. */
export function judgeLiteral(host: string, rule: AddressRule): Result<undefined, string> {
  const family = isIP(host);
  if (family === 0) return ok(undefined);
  const judged = judgeAnswers([{ address: host, family }], rule);
  return judged.ok ? ok(undefined) : judged;
}

function refused(reason: string): NodeJS.ErrnoException {
  return Object.assign(new Error(reason), { code: ADDRESS_REFUSED });
}

/** What a socket asks instead of the system. */
export function judgedLookup(resolve: Resolve, rule: AddressRule): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (answers) => {
        const judged = judgeAnswers(answers, rule);
        const [first] = judged.ok ? judged.value : [];
        if (!judged.ok || !first) callback(refused(judged.ok ? 'no answer' : judged.error), '', 0);
        else if (options.all === true) callback(null, [...judged.value]);
        else callback(null, first.address, first.family);
      },
      (cause: unknown) => {
        callback(Object.assign(new Error('the name was not found', { cause }), { code: 'ENOTFOUND' }), '', 0);
      },
    );
  };
}
