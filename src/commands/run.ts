// `run` and `demo`: an investigation, of a real cloud or a simulated one.

import { type Command, Option } from 'commander';
import type { DemoFlags, RunFlags } from '../supervisor/index.js';
import { sayBeginning } from '../terminal/index.js';
import type { CommandContext } from './context.js';

/** Before anything is loaded: somebody waits. */
function begin({ json, plain }: { readonly json?: boolean; readonly plain?: boolean }): void {
  if (json !== true && plain !== true) sayBeginning('ghosthunter: starting');
}

const RUN_EXAMPLES = `
Examples:
  $ ghosthunter run billing.csv                           you run each command and paste what it printed
  $ ghosthunter run billing.csv --answers printed.txt     the same without a terminal
  $ ghosthunter run billing.csv --active                  each cleared command waits for your y
  $ ghosthunter run billing.csv --active --yes            every cleared command runs; needs no terminal
  $ ghosthunter run --active --from-cost-explorer --yes   no file: the bill is asked for where it lies
  $ ghosthunter run exports/ 'more-*.csv' --headless      the bill alone: nobody is asked, nothing runs
  $ ghosthunter run billing.csv --spike 2 --offline       the second spike, without a model
  $ ghosthunter run --resume 20261121                     go on where a killed run stopped; nothing runs twice
  $ ghosthunter run --world first-light --approve ask     how the questions look

With a model key a model thinks, without one the catalogue of causes does; the run says which.
Exit codes: 0 nothing found · 10 cause found · 11 inconclusive · 1 error · 2 usage · 4 needs approval or a login
5 budget spent before a conclusion · 130 Ctrl-C or q · 143 SIGTERM. A script is played with 0.
GHOSTHUNTER_NO_CLIPBOARD=1 keeps commands out of the clipboard.`;

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

export function addRun(program: Command, { exit, screen, surroundings }: CommandContext): void {
  const run = program
    .command('run')
    .description('find out why a bill rose')
    .argument('[files...]', 'billing exports, folders of them, or - for standard input');
  investigating(
    run
      .option('--active', 'run cleared commands with your credentials (default: you run them and paste the output)')
      .option('--from-cost-explorer', 'with --active: ask AWS Cost Explorer for the bill first ($0.01 a page, of the budget of the run)')
      .option('--from-bigquery <table>', 'with --active: ask a BigQuery billing export for it, project.dataset.table')
      .option('--days <count>', 'so many days of that bill (default: 60)')
      .option('--provider <name>', 'aws or gcp (default: as the bill says)')
      .option('--answers <file>', 'without a terminal: what the commands printed, in order, a line of ### between them; - for a pipe')
      .option('--world <name>', 'a simulated cloud instead of a real one')
      .option('--seed <number>', 'another one of the same kind')
      .option('--resume <id>', 'go on with a run that was stopped; the beginning of its id is enough')
      .option('--script <file>', 'propose the lines of this file, in order, and investigate nothing')
      .option('--service', 'let the running service do it, and show what it does')
      // For batches and services, which fix the id before they start a run, and whose runs do not outlive them.
      .addOption(new Option('--run-id <id>', 'begin under this id').hideHelp())
      .addOption(new Option('--tethered', 'end when standard input ends').hideHelp())
      .addOption(new Option('--economy', 'the model is asked through a batch that collects calls').hideHelp()),
  )
    .addHelpText('after', RUN_EXAMPLES)
    .action(async (files: string[], { service, ...flags }: Omit<RunFlags, 'files'> & { readonly service?: boolean }) => {
      if (service === true) {
        const { runByService } = await import('../service/index.js');
        exit(await runByService({ files, ...flags }, surroundings(), screen));
        return;
      }
      begin(flags);
      const { runCommand } = await import('../supervisor/index.js');
      exit(await runCommand({ files, ...flags }, surroundings(), screen));
    });
}

export function addDemo(program: Command, { exit, screen, surroundings }: CommandContext): void {
  const demo = program
    .command('demo')
    .description('an investigation of a simulated cloud; needs no key and no credentials')
    .argument('[world]', 'which one');
  investigating(demo.option('--list', 'say which there are').option('--seed <number>', 'another one of the same kind')).action(
    async (world: string | undefined, flags: DemoFlags) => {
      begin(flags);
      const { demoCommand } = await import('../supervisor/index.js');
      exit(await demoCommand(world, flags, surroundings(), screen));
    },
  );
}
