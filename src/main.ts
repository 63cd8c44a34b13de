#!/usr/bin/env node
// The command line: reads argv and environment once and loads only the command that was asked for.

import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { Command, CommanderError } from 'commander';
import { EXIT, exitCodeOfFault, Fault, printable } from './shared/index.js';
import type { ValidateFlags } from './inspect/index.js';
import type { AuditFlags } from './history/index.js';
import type { DemoFlags, RunFlags, SpikesFlags, Surroundings } from './supervisor/index.js';
import { isColoured, openScreen } from './terminal/index.js';

const EXAMPLES = `
Examples:
  $ ghosthunter demo                          an investigation of a simulated cloud: no key, no credentials
  $ ghosthunter run billing.csv               why did it rise? you run each command yourself and paste what it printed
  $ ghosthunter run billing.csv --active      commands that pass the gate run with your credentials, after your yes
  $ ghosthunter spikes billing.csv            what rose, by how much and where; needs no key and no credentials
  $ ghosthunter doctor                        what is missing on this machine, and how to get it
  $ ghosthunter validate "aws s3 ls"          what the gate says to a command; nothing runs
  $ ghosthunter policy why aws ec2 reboot-instances
  $ ghosthunter audit list --since 7d         what was proposed, refused and run

Exit codes: 0 done, or nothing found · 1 error · 2 usage · 3 refused · 4 needs a person or a login · 5 budget
10 cause found · 11 inconclusive · 130 Ctrl-C · 143 SIGTERM`;

const RUN_EXAMPLES = `
Examples:
  $ ghosthunter run billing.csv                           you run each command and paste what it printed
  $ ghosthunter run billing.csv --answers printed.txt     the same without a terminal
  $ ghosthunter run billing.csv --active                  each cleared command waits for your y
  $ ghosthunter run billing.csv --active --yes            every cleared command runs; needs no terminal
  $ ghosthunter run exports/ 'more-*.csv' --headless      the bill alone: nobody is asked, nothing runs
  $ ghosthunter run billing.csv --spike 2 --offline       the second spike, without a model
  $ ghosthunter run --resume 20261121                     go on where a killed run stopped; nothing runs twice
  $ ghosthunter run --world first-light --approve ask     how the questions look

With a model key a model thinks, without one the catalogue of causes does; the run says which.
Exit codes: 0 nothing found · 10 cause found · 11 inconclusive · 1 error · 2 usage · 4 needs approval or a login
5 budget spent before a conclusion · 130 Ctrl-C or q · 143 SIGTERM. A script is played with 0.
GHOSTHUNTER_NO_CLIPBOARD=1 keeps commands out of the clipboard.`;

const VALIDATE_EXAMPLES = `
Examples:
  $ ghosthunter validate "aws ec2 describe-instances --region=us-east-1"
  $ ghosthunter validate --explain "gcloud logging read 'severity>=ERROR' --limit=50 --freshness=1d"
  $ ghosthunter validate --json "bq ls"                   one JSON object
  $ ghosthunter validate --ndjson < commands.ndjson       {"id":1,"command":"aws s3 ls"} a line, an answer a line, in the same order

Exit codes: 0 accepted · 3 refused · 2 usage. With --ndjson: 0 when every line has its answer, 130 Ctrl-C; the decisions are in the answers.`;

const POLICY_EXAMPLES = `
Examples:
  $ ghosthunter policy list aws ec2                       what may run, one operation a line
  $ ghosthunter policy show aws ec2 describe-instances    its flags, what they take, what bounds it
  $ ghosthunter policy why aws ec2 terminate-instances    why it may or may not run
  $ ghosthunter policy stats                              known, allowed, and denied by reason
  $ ghosthunter policy verify                             hashes, structure and examples; exit code 1 when something is wrong`;

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

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version":\s*"([^"]+)"/u.exec(text)?.[1] ?? 'unknown';
}

/** Never relative: the supervisor and the executor do not stand in the same directory. */
function readSurroundings(): Surroundings {
  const { env } = process;
  const named = env['HOME'] ?? '';
  if (isAbsolute(named)) return { environment: env, home: named };
  try {
    return { environment: env, home: userInfo().homedir };
  } catch (cause) {
    throw new Fault('usage', 'this user has no home directory', { cause, fix: 'export HOME=… with the path of a directory of yours' });
  }
}

interface PolicyActionFlags {
  readonly json?: boolean;
  readonly policies?: string;
}

/** Commander's words in our form: one line, nothing that a terminal obeys. What follows its line break is a suggestion. */
function complaint(text: string): string {
  return `ghosthunter: ${printable(
    text
      .trim()
      .replace(/^error: /u, '')
      .replace(/\n/gu, ' '),
  )}\n`;
}

async function main(): Promise<void> {
  const screen = openScreen();

  function fail(cause: unknown): void {
    if (cause instanceof CommanderError) {
      // Commander has already said what is wrong; help and version end here too, with code 0.
      process.exitCode = cause.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    if (!(cause instanceof Fault)) throw cause;
    screen.err(`ghosthunter: ${printable(cause.message)}`);
    if (cause.fix !== undefined) screen.err(`fix: ${printable(cause.fix)}`);
    process.exitCode = exitCodeOfFault(cause.code);
  }

  const program = new Command('ghosthunter')
    .description('Finds out why a cloud bill rose. A model investigates; every command it proposes passes a seven-layer gate.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      outputError: (text, write) => {
        write(complaint(text));
      },
    })
    .showSuggestionAfterError()
    .showHelpAfterError('fix: ghosthunter --help lists what there is')
    .exitOverride();

  /** What an investigation takes, of a real cloud and a simulated one. */
  function investigating(command: Command): Command {
    return command
      .option('--spike <number>', 'look into this spike (default: the first; `ghosthunter spikes` numbers them)')
      .option('--offline', 'use no model even if there is a key')
      .option('--model <name>', 'the model that thinks')
      .option('--compressor <name>', 'the model that reads long outputs')
      .option('--max-commands <count>', 'at most so many commands (default: 15)')
      .option('--budget-usd <amount>', 'at most so many dollars, for models and paid reads together (default: 1)')
      .option('--max-minutes <count>', 'at most so long (default: 10)')
      .option('--headless', 'ask no question')
      .option('--show-prompts', 'show what is sent to the models, as it leaves this machine')
      .option('--approve <when>', 'ask: before each command (default with --active); all: run every cleared command; none: no question')
      .option('-y, --yes', 'the same as --approve all')
      .option('--plain', 'for screen readers and simple terminals: text only, nothing copied to the clipboard')
      .option('--json', 'print one JSON object a line, the report last')
      .option('--log-level <level>', 'say on standard error what the supervisor does: debug, info or warn')
      .exitOverride();
  }

  const run = program
    .command('run')
    .description('find out why a bill rose')
    .argument('[files...]', 'billing exports, folders of them, or - for standard input');
  investigating(
    run
      .option('--active', 'run cleared commands with your credentials (default: you run them and paste the output)')
      .option('--provider <name>', 'aws or gcp (default: as the bill says)')
      .option('--answers <file>', 'without a terminal: what the commands printed, in order, a line of ### between them; - for a pipe')
      .option('--world <name>', 'a simulated cloud instead of a real one')
      .option('--seed <number>', 'another one of the same kind')
      .option('--resume <id>', 'go on with a run that was stopped; the beginning of its id is enough')
      .option('--script <file>', 'propose the lines of this file, in order, and investigate nothing'),
  )
    .addHelpText('after', RUN_EXAMPLES)
    .action(async (files: string[], flags: Omit<RunFlags, 'files'>) => {
      const { runCommand } = await import('./supervisor/index.js');
      process.exitCode = await runCommand({ files, ...flags }, readSurroundings(), screen);
    });

  const demo = program
    .command('demo')
    .description('an investigation of a simulated cloud; needs no key and no credentials')
    .argument('[world]', 'which one');
  investigating(demo.option('--list', 'say which there are').option('--seed <number>', 'another one of the same kind')).action(
    async (world: string | undefined, flags: DemoFlags) => {
      const { demoCommand } = await import('./supervisor/index.js');
      process.exitCode = await demoCommand(world, flags, readSurroundings(), screen);
    },
  );

  program
    .command('spikes')
    .description('say what rose in a bill; files need no key and no credentials')
    .argument('[files...]', 'billing exports, folders of them, or - for standard input')
    .option('--json', 'print one JSON object')
    .option('--top <count>', 'say at most so many (default: 10)')
    .option('--since <day>', 'leave out what ended before this day')
    .option('--currency <code>', 'look at one currency only')
    .option('--html [path]', 'also write a page with charts, to give to somebody (default: spikes.html)')
    .option('--force', 'replace that page if it is there')
    .option('--from-cost-explorer', 'ask AWS Cost Explorer with your credentials ($0.01 a page) instead of reading files')
    .option('--from-bigquery <table>', 'ask the billing export project.dataset.table in BigQuery with your credentials')
    .option('--from-athena', 'refused, and says why')
    .option('--days <count>', 'how many days to ask for (default: 60)')
    .option('-y, --yes', 'ask without a question before each paid or cleared command')
    .exitOverride()
    .action(async (files: string[], flags: SpikesFlags) => {
      const { spikesCommand } = await import('./supervisor/index.js');
      process.exitCode = await spikesCommand(files, flags, readSurroundings(), screen);
    });

  program
    .command('doctor')
    .description('check this machine and say what to do about each finding')
    .option('--json', 'print one JSON object')
    .exitOverride()
    .action(async (flags: { readonly json?: boolean }) => {
      const { doctorCommand } = await import('./supervisor/index.js');
      process.exitCode = await doctorCommand(flags, readSurroundings(), screen);
    });

  program
    .command('validate')
    .description('say what the gate says to a command; nothing runs')
    .argument('[command]', 'the whole command as one argument, quoted')
    .option('--explain', 'also show what each layer found')
    .option('--json', 'print one JSON object')
    .option('--ndjson', 'judge one JSON object a line from standard input')
    .option('--budget-usd <amount>', 'what may still be spent on paid requests (default: 1)')
    .option('--policies <folder>', 'judge by the policies in this folder')
    .addHelpText('after', VALIDATE_EXAMPLES)
    .exitOverride()
    .action(async (command: string | undefined, flags: ValidateFlags) => {
      const { validateCommand } = await import('./inspect/index.js');
      process.exitCode = await validateCommand(command, flags, isColoured(screen.columns, process.env), screen);
    });

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
    question.option('--policies <folder>', 'ask the policies in this folder');
    if (words !== '') question.argument(words, 'words of the operation, the program first');
    question.action(async () => {
      const { policyCommand } = await import('./inspect/index.js');
      const path = words === '' ? [] : question.args;
      process.exitCode = policyCommand(name, path, question.opts<PolicyActionFlags>(), screen);
    });
  }

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
      const { auditCommand } = await import('./history/index.js');
      const asked = { question: name, id: reading.args[0] ?? '', flags: reading.opts<AuditFlags>() };
      process.exitCode = await auditCommand(asked, readSurroundings(), screen);
    });
  }

  try {
    await program.parseAsync();
  } catch (cause) {
    fail(cause);
  }
}

await main();
