// Reads the TAP of whole runs: one line for each file that passed, everything but the passing lines for one that failed, and the counts
// and skips at the end. What is counted are assertions, and whatever failed without one.

const RESULT = /^( *)(not ok|ok) \d+(?: - (.*?))?(?: # (SKIP|TODO)\b ?(.*))?(?: # time=([\d.]+)ms)?$/;
const INDENT = 4;

export class TapReader {
  #print;
  #titles = [];
  #block = [];
  #skips = [];
  #counts = { passed: 0, failed: 0 };
  /** Results, and failed ones, at each depth since the last result above them. */
  #seen = [];

  constructor(print) {
    this.#print = print;
  }

  read(line) {
    const subtest = /^( *)# Subtest: (.*)$/.exec(line);
    if (subtest) this.#titles.splice(subtest[1].length / INDENT, Infinity, subtest[2]);
    const result = RESULT.exec(line);
    if (result === null) {
      this.#block.push(line);
      return;
    }
    const [, indent, verdict, title = '', directive, why = '', time] = result;
    const depth = indent.length / INDENT;
    this.#count(depth, verdict === 'ok' || directive !== undefined);
    if (directive) this.#skips.push({ where: [...this.#titles.slice(0, depth), title].join(' > '), why: why || 'no reason given' });
    if (depth > 0) {
      if (verdict === 'not ok') this.#block.push(line);
      return;
    }
    const failed = verdict === 'not ok';
    this.#print(`${failed ? 'FAILED' : 'ok    '} ${title}${time ? ` (${(Number(time) / 1000).toFixed(1)} s)` : ''}`);
    if (failed) for (const shown of this.#block) this.#print(`    ${shown}`);
    this.#block = [];
    this.#titles = [];
  }

  #count(depth, isFine) {
    const below = this.#seen[depth + 1] ?? { results: 0, failed: 0 };
    this.#seen.length = depth + 1;
    if (below.results === 0 && isFine) this.#counts.passed += 1;
    // A test that failed although nothing in it did: it ran out of time, or kept its plan not.
    if (below.failed === 0 && !isFine) this.#counts.failed += 1;
    const here = this.#seen[depth] ?? { results: 0, failed: 0 };
    this.#seen[depth] = { results: here.results + 1, failed: here.failed + (isFine ? 0 : 1) };
  }

  summary() {
    return { ...this.#counts, skips: this.#skips };
  }
}
