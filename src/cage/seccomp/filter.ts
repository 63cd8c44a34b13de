// The seccomp filter of a cage, built from the policy and compared with its pinned fingerprint before anybody may load it.
// Threat: a filter with one wrong bit looks like a filter and holds nothing.

import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../shared/index.js';
import { type Architecture, type ArchitectureName, architectureOf } from './architecture.js';
import { assemble, type Program, type Step } from './assemble.js';
import { ALLOWED, type ArgumentRule, type Condition, OWN_PID, REFUSED, RULED } from './policy.js';

/** From linux/seccomp.h; the low half of an error action is the errno, the same on both machines. */
export const ACTIONS = { allow: 0x7fff0000, kill: 0x80000000, zero: 0x00050000, EPERM: 0x00050001, ENOSYS: 0x00050026 } as const;

/** struct seccomp_data: number, architecture, instruction pointer, six 64-bit arguments. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const ARGUMENTS = 16;

/** In the pid namespace of the first tier the caged process is pid 1, so this is its filter as it stands. */
const PID_IN_ITS_OWN_NAMESPACE = 1;

const FINGERPRINTS: Readonly<Record<ArchitectureName, string>> = {
  x64: '97cdf98e2d040a1c3e2db152e65a5931c892e09481dc729615a4a739537cbf3e',
  arm64: '55e7161ce495f9470597386d573ef277a0ed35949c790c1acf0be3e2a4ed51c0',
};

/** The filter for this machine, or why there is none. A wrong fingerprint is a bug, and ends the process. */
export function sealedFilter(machine: string, build = buildFilter): Result<Program, string> {
  const architecture = architectureOf(machine);
  if (architecture === undefined) return err(`no seccomp filter for the architecture ${machine}`);
  const program = build(architecture);
  if (fingerprint(program) !== FINGERPRINTS[architecture.name]) throw new Error('the seccomp filter differs from its fingerprint');
  return ok(program);
}

/** What a corrupted instruction changes. */
export function fingerprint(program: Program): string {
  return createHash('sha256').update(program.bytes).update(JSON.stringify(program.pidSlots)).digest('hex');
}

export function buildFilter(architecture: Architecture): Program {
  const has = (call: keyof Architecture['numbers']): boolean => architecture.numbers[call] !== undefined;
  return assemble([
    foreignIsKilled(architecture),
    ...RULED.filter(({ call }) => has(call)).map((rule) => ruled(architecture, rule)),
    ...ALLOWED.filter(has).map((call) => [isCall(architecture, call), finish('allow')]),
    ...REFUSED.filter(has).map((call) => [isCall(architecture, call), finish('EPERM')]),
    [finish('ENOSYS')],
  ]);
}

/** T-FOREIGN: the same number means another call in another convention, so no other convention may be spoken at all. */
function foreignIsKilled({ audit, foreignFrom }: Architecture): readonly Step[] {
  const architecture: readonly Step[] = [
    { kind: 'load', offset: ARCHITECTURE },
    { kind: 'equal', value: audit, ifTrue: 1, ifFalse: 0 },
    finish('kill'),
    { kind: 'load', offset: NUMBER },
  ];
  if (foreignFrom === undefined) return architecture;
  return [...architecture, { kind: 'at-least', value: foreignFrom, ifTrue: 0, ifFalse: 1 }, finish('kill')];
}

function ruled(architecture: Architecture, { call, when, otherwise }: ArgumentRule): readonly Step[] {
  return [isCall(architecture, call), ...when.flatMap(steps), finish('allow'), finish(otherwise)];
}

/** Falls through when the condition holds. The number of the call is gone then, but every path from here ends the program. */
function steps(condition: Condition): readonly Step[] {
  const low = ARGUMENTS + 8 * condition.argument;
  // T-HALF: a comparison sees 32 bits; the kernel may look at 64.
  const both: readonly Step[] = [
    { kind: 'load', offset: low + 4 },
    { kind: 'equal', value: 0, ifTrue: 0, ifFalse: 'refuse' },
    { kind: 'load', offset: low },
  ];
  if ('oneOf' in condition) return [...both, ...oneOf(condition.oneOf)];
  const { mayHave, mustHave } = condition;
  return [
    ...both,
    { kind: 'any-bit', value: ~mayHave >>> 0, ifTrue: 'refuse', ifFalse: 0 },
    { kind: 'and', mask: mustHave },
    { kind: 'equal', value: mustHave, ifTrue: 0, ifFalse: 'refuse' },
  ];
}

function oneOf(values: readonly (number | typeof OWN_PID)[]): readonly Step[] {
  return values.map((value, index) => {
    const left = values.length - 1 - index;
    const isOwnPid = value === OWN_PID;
    return {
      kind: 'equal',
      value: isOwnPid ? PID_IN_ITS_OWN_NAMESPACE : value,
      isOwnPid,
      ifTrue: left,
      ifFalse: left === 0 ? 'refuse' : 0,
    };
  });
}

function isCall({ numbers }: Architecture, call: keyof Architecture['numbers']): Step {
  const number = numbers[call];
  if (number === undefined) throw new Error(`no such call here: ${call}`);
  return { kind: 'equal', value: number, ifTrue: 0, ifFalse: 'past' };
}

function finish(action: keyof typeof ACTIONS): Step {
  return { kind: 'return', action: ACTIONS[action] };
}
