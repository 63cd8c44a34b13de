// `policy`: what may run, and why.

import type { Command } from 'commander';
import type { CommandContext } from './context.js';
import { type NarrowingFlags, narrowedTo } from './narrowing.js';

const POLICY_EXAMPLES = `
Examples:
  $ ghosthunter policy list aws ec2                       what may run, one operation a line
  $ ghosthunter policy show aws ec2 describe-instances    its flags, what they take, what bounds it
  $ ghosthunter policy why aws ec2 terminate-instances    why it may or may not run
  $ ghosthunter policy stats                              known, allowed, and denied by reason
  $ ghosthunter policy verify                             hashes, structure and examples; exit code 1 when something is wrong

Where \`commands.only\` of the configuration leaves some of the policy out, it is out here too, and a line says so.`;

interface PolicyActionFlags extends NarrowingFlags {
  readonly json?: boolean;
}

export function addPolicy(program: Command, context: CommandContext): void {
  const { exit, screen } = context;
  const policy = program.command('policy').description('say what may run, and why').addHelpText('after', POLICY_EXAMPLES).exitOverride();
  const questions = [
    ['list', '[prefix...]', 'list what may run'],
    ['show', '<path...>', 'show one operation: flags, shapes, bound, cost'],
    ['why', '<path...>', 'say why an operation may or may not run'],
    ['stats', '', 'count what is known, allowed and denied'],
    ['verify', '', 'check the policies against their index and their examples'],
  ] as const;
  for (const [name, words, description] of questions) {
    const question = policy.command(name).description(description).option('--json', 'print one JSON object').exitOverride();
    question.option('--policies <folder>', 'ask the policies in this folder, all of them');
    question.option('--whole', 'ask the whole policy, also what `commands.only` leaves out here');
    if (words !== '') question.argument(words, 'words of the operation, the program first');
    question.action(async () => {
      const flags = question.opts<PolicyActionFlags>();
      const only = await narrowedTo(flags, context);
      const { policyCommand } = await import('../inspect/index.js');
      const path = words === '' ? [] : question.args;
      exit(policyCommand(name, path, { ...flags, only }, screen));
    });
  }
}
