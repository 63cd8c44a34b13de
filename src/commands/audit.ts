// `audit`: what was proposed, refused and run.

import type { Command } from 'commander';
import type { AuditFlags } from '../history/index.js';
import type { CommandContext } from './context.js';

const AUDIT_EXAMPLES = `
Examples:
  $ ghosthunter audit list --since 7d --decision refused    what was refused in the last seven days
  $ ghosthunter audit list --id 20261121-1204-3f9c1e --json  one run, one JSON object a line
  $ ghosthunter audit show 12                                entry 12: proposal, verdict, and what became of it
  $ ghosthunter audit tail --follow                          the last entries, and new ones as they come
  $ ghosthunter audit verify                                 is anything changed, missing, cut off or made anew
  $ ghosthunter audit export --format csv --output audit.csv

Times are UTC: 7d, 2h, 30m, 2026-11-01 (the whole day) or 2026-11-01T14:30.
Exit codes: 0 done, or the log is whole · 1 the log cannot be read, or has no such entry · 2 usage · 3 verify found the log broken
130 Ctrl-C`;

export function addAudit(program: Command, { exit, screen, surroundings }: CommandContext): void {
  const audit = program
    .command('audit')
    .description('say what was proposed, refused and run')
    .addHelpText('after', AUDIT_EXAMPLES)
    .exitOverride();
  const readings = [
    ['list', 'list entries, the oldest first'],
    ['show', 'show an entry with what belongs to it, or all of a run'],
    ['tail', 'show the last entries, and with --follow what comes'],
    ['verify', 'check that nothing was changed, removed or cut off'],
    ['export', 'write entries for another program'],
  ] as const;
  for (const [name, description] of readings) {
    const reading = audit.command(name).description(description).exitOverride();
    if (name === 'show') reading.argument('<id>', 'number of an entry, or id of a run');
    if (name === 'verify') reading.option('--expect <hash...>', 'hash of an entry that was kept elsewhere; a run shows one when it begins');
    if (name === 'list' || name === 'tail' || name === 'export') {
      reading
        .option('--since <time>', 'not before: 7d, 2h, 30m, 2026-11-01, 2026-11-01T14:30 (UTC)')
        .option('--until <time>', 'not after')
        .option('--id <run>', 'of this run')
        .option('--decision <which>', 'accepted, refused, approved, declined, not-run or ran')
        .option('--layer <number>', 'refused by this layer, 1 to 7')
        .option('--limit <number>', `the last so many${name === 'tail' ? ' (default: 20)' : ''}`);
    }
    if (name === 'tail') reading.option('-f, --follow', 'go on with what comes, until Ctrl-C');
    if (name === 'export') {
      reading.option('--format <name>', 'jsonl or csv (default: jsonl)').option('--output <file>', 'a new file instead of standard output');
    } else {
      reading.option('--json', name === 'verify' ? 'print one JSON object' : 'print one JSON object a line');
    }
    reading.action(async () => {
      const { auditCommand } = await import('../history/index.js');
      const asked = { question: name, id: reading.args[0] ?? '', flags: reading.opts<AuditFlags>() };
      exit(await auditCommand(asked, surroundings(), screen));
    });
  }
}
