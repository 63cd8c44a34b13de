// How an attack is written: one line, what it tries, and the exact answer it must get in each place. The same line is the control: in a
// plain process of the same user, outside any cage, the act must get through, or its refusal inside would prove nothing.

/** What a file system without the file answers, and one that forbids it. */
export const HIDDEN = { bwrap: 'ENOENT', landlock: 'EACCES' };
/** Refused by the filter as a known attack. */
export const FORBIDDEN = { bwrap: 'EPERM', landlock: 'EPERM' };
/** Refused by the filter because nothing lists it. */
export const UNKNOWN = { bwrap: 'ENOSYS', landlock: 'ENOSYS' };
/** The filter ends the process. */
export const KILLED = { bwrap: 'SIGSYS', landlock: 'SIGSYS' };

/** In both tiers the same. */
export function everywhere(outcome) {
  return { bwrap: outcome, landlock: outcome };
}

/**
 * @param number   of the probe in the list that the report follows
 * @param name     what is tried, as a person would say it
 * @param run      the act; what it returns, or the code of what it throws, is its outcome; nothing returned is `done`
 * @param expected the one outcome in `bwrap` and in `landlock`; and
 *   `plain`   the outcomes that prove the control worked; left out: `done`
 *   `lacking` outcomes of the control that prove nothing, because this kernel refuses it to everybody: code to reason
 *   `on`      the only machine that has it
 *   `leak`    why the act gets through in a tier, where it is known to
 *   `may`     it is permitted everywhere, and gains nothing
 */
export function act(number, name, run, expected) {
  const { plain = 'done', lacking = {}, on, leak, may = false, ...tiers } = expected;
  return { number, name, run, plain: [plain].flat(), lacking, on, leak, may, tiers };
}
