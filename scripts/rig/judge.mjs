// Did the cage hold, and could the bench have noticed if it had not? One act, its outcome outside and its outcome inside, into one line.

const matches = (pattern, outcome) => (pattern instanceof RegExp ? pattern.test(outcome) : pattern === outcome);

/**
 * `ok` refused exactly as expected, and the control got through · `leak` gets through, and is known to · `void` refused as expected, but
 * this kernel refuses it to everybody, so that it proves little · `FAIL` anything else
 */
export function judgeAct(act, tier, outside, inside) {
  const expected = act.tiers[tier];
  const measured = { number: act.number, theme: act.theme, name: act.name, tier, expected, inside, outside };
  const result = (verdict, text) => ({ ...measured, verdict, text });
  if (act.on !== undefined && act.on !== process.arch) return result('void', `only on ${act.on}`);
  if (inside !== expected) return result('FAIL', `expected ${expected}, got ${inside ?? 'nothing'} (outside: ${outside ?? 'nothing'})`);
  if (outside === undefined) return result('FAIL', `${inside}, but the control was not performed`);
  const reason = act.lacking[outside];
  if (reason !== undefined) return result('void', `${inside}; outside ${outside}: ${reason}`);
  if (!act.plain.some((pattern) => matches(pattern, outside))) return result('FAIL', `${inside}, but the control did not work: ${outside}`);
  if (act.leak !== undefined && outside === inside) return result('leak', `${inside}; known: ${act.leak}`);
  // An act that is answered the same without a cage says nothing about the cage.
  if (outside === inside && !act.may) return result('FAIL', `${inside}, and the same outside: it proves nothing`);
  return result('ok', `${inside} (outside: ${outside.length > 40 ? `${outside.slice(0, 40)}…` : outside})`);
}
