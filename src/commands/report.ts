// `report`: one investigation as a page, as Markdown or as JSON.

import type { Command } from 'commander';
import type { ReportFlags } from '../supervisor/index.js';
import type { CommandContext } from './context.js';

const REPORT_EXAMPLES = `
Examples:
  $ ghosthunter report last --open             the newest one, in the browser
  $ ghosthunter report 20261122-0444           the beginning of an id is enough; prints where the page is
  $ ghosthunter report last --md               for a ticket or a chat
  $ ghosthunter report last --json             for a program; --schema describes it
  $ ghosthunter report last --output why.html  a file to give to somebody

Exit codes: 0 done · 2 there is no such report, or it has not concluded yet`;

export function addReport(program: Command, { exit, screen, surroundings }: CommandContext): void {
  program
    .command('report')
    .description('show the report of an investigation, or write it for somebody')
    .argument('[id]', 'of an investigation, or its beginning; last is the newest', 'last')
    .option('--html', 'the page (default)')
    .option('--md', 'Markdown, on standard output')
    .option('--json', 'report.json, on standard output')
    .option('--open', 'open the page in the browser')
    .option('-o, --output <path>', 'write it there; - is standard output')
    .option('--force', 'replace that file if it is there')
    .option('--schema', 'print the JSON Schema of report.json')
    .addHelpText('after', REPORT_EXAMPLES)
    .exitOverride()
    .action(async (id: string, flags: ReportFlags) => {
      const { reportCommand } = await import('../supervisor/index.js');
      exit(await reportCommand(id, flags, surroundings(), screen));
    });
}
