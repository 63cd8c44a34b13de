// `validate`: what the gate says to a command.

import type { Command } from 'commander';
import type { ValidateFlags } from '../inspect/index.js';
import { isColoured } from '../terminal/index.js';
import type { CommandContext } from './context.js';
import { type NarrowingFlags, narrowedTo } from './narrowing.js';

const VALIDATE_EXAMPLES = `
Examples:
  $ ghosthunter validate "aws ec2 describe-instances --region=us-east-1"
  $ ghosthunter validate --explain "gcloud logging read 'severity>=ERROR' --limit=50 --freshness=1d"
  $ ghosthunter validate --json "bq ls"                   one JSON object
  $ ghosthunter validate --ndjson < commands.ndjson       {"id":1,"command":"aws s3 ls"} a line, an answer a line, in the same order

The answer is the one that a run would give here: where \`commands.only\` leaves some of the policy out, it is out, and a line says so.
Exit codes: 0 accepted · 3 refused · 2 usage. With --ndjson: 0 when every line has its answer, 130 Ctrl-C; the decisions are in the answers.`;

export function addValidate(program: Command, context: CommandContext): void {
  const { environment, exit, screen } = context;
  program
    .command('validate')
    .description('say what the gate says to a command; nothing runs')
    .argument('[command]', 'the whole command as one argument, quoted')
    .option('--explain', 'also show what each layer found')
    .option('--json', 'print one JSON object')
    .option('--ndjson', 'judge one JSON object a line from standard input')
    .option('--budget-usd <amount>', 'what may still be spent on paid requests (default: 1)')
    .option('--policies <folder>', 'judge by the policies in this folder, all of them')
    .option('--whole', 'judge by the whole policy, also by what `commands.only` leaves out here')
    .addHelpText('after', VALIDATE_EXAMPLES)
    .exitOverride()
    .action(async (command: string | undefined, flags: ValidateFlags & NarrowingFlags) => {
      const only = await narrowedTo(flags, context);
      const { validateCommand } = await import('../inspect/index.js');
      exit(await validateCommand(command, { ...flags, only }, isColoured(screen.columns, environment), screen));
    });
}
