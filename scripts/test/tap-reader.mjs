// Reads the TAP of a whole run: one line for each file that passed, everything but the passing lines for one that failed, and
// the counts and skips at the end.

const RESULT = /^( *)(not ok|ok) \d+(?: - (.*?))?(?: # (SKIP|TODO)\b ?(.*))?(?: # time=([\d.]+)ms)?$/;
const INDENT = 4;

export class TapReader {
  #print;
  #titles = [];
  #block = [];
  #skips = [];
  #counts = {};

  constructor(print) {
    this.#print = print;
  }

  read(line) {
    const subtest = /^( *)# Subtest: (.*)$/.exec(line);
    if (subtest) this.#titles.splice(subtest[1].length / INDENT, Infinity, subtest[2]);
    const counts = /^# \{ (.*) \}$/.exec(line);
    if (counts) this.#counts = Object.fromEntries(counts[1].split(', ').map((pair) => pair.split(': ')));
    const result = RESULT.exec(line);
    if (result === null) {
      this.#block.push(line);
      return;
    }
    const [, indent, verdict, title = '', directive, why = '', time] = result;
    const depth = indent.length / INDENT;
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

  summary() {
    const { pass = 0, fail = 0 } = this.#counts;
    return { passed: Number(pass), failed: Number(fail), skips: this.#skips };
  }
}
