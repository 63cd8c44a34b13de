// `service`: the daemon that watches for bills, and what installs, asks and removes it.

import type { Command } from 'commander';
import type { LogsFlags, ServiceInstallFlags } from '../service/index.js';
import type { CommandContext } from './context.js';

const EXAMPLES = `
Examples:
  $ ghosthunter service install                     a systemd user unit: written, enabled, started
  $ ghosthunter service install --print             what would be written; nothing is done
  $ ghosthunter service install --key-file ~/.keys/anthropic --aws-credentials ~/.keys/aws
  $ ghosthunter service install --print --platform macos
  $ ghosthunter service run                         the same daemon in the foreground, without systemd
  $ ghosthunter service status
  $ ghosthunter service logs --follow
  $ ghosthunter run billing.csv --service           one investigation by the service, shown here

It watches a folder for billing exports (by default ~/.ghosthunter/service/inbox) and asks the sources of section
[service] in config.toml; each new spike is investigated once.`;

export function addService(program: Command, { exit, screen, surroundings }: CommandContext): void {
  const service = program
    .command('service')
    .description('watch for bills and investigate each new spike once, in the background')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  service
    .command('install')
    .description('write, enable and start the systemd user unit; does nothing that is done already')
    .option('--print', 'only print the unit')
    .option('--dry-run', 'the same as --print')
    .option('--platform <name>', 'linux (systemd), or macos (launchd, experimental, only with --print)')
    .option(
      '--key-file <path>',
      'where the model key is; systemd hands it to the unit as a credential (default: `key_file` of config.toml)',
    )
    .option('--aws-credentials <path>', 'a credentials file of AWS, handed to the unit in the same way; for the executor alone')
    .option('--gcp-credentials <path>', 'a key file of a Google Cloud service account, likewise')
    .option('--encrypted', 'these files were made by systemd-creds (systemd 256 or newer)')
    .option('--no-start', 'enable it and start it at the next login')
    .exitOverride()
    .action(async (flags: ServiceInstallFlags) => {
      const { serviceInstall } = await import('../service/index.js');
      exit(await serviceInstall(flags, surroundings(), screen));
    });
  service
    .command('uninstall')
    .description('stop it and remove unit, links and socket')
    .option('--purge', 'remove what it remembers and its reports too')
    .exitOverride()
    .action(async (flags: { readonly purge?: boolean }) => {
      const { serviceUninstall } = await import('../service/index.js');
      exit(await serviceUninstall(flags, surroundings(), screen));
    });
  service
    .command('status')
    .description('what it does, has done and will do')
    .option('--json', 'print one JSON object')
    .exitOverride()
    .action(async (flags: { readonly json?: boolean }) => {
      const { serviceStatus } = await import('../service/index.js');
      exit(await serviceStatus(flags, surroundings(), screen));
    });
  service
    .command('logs')
    .description('what it wrote into the journal')
    .option('-f, --follow', 'go on as more comes')
    .option('-n, --lines <count>', 'how many, or all (default: 200)')
    .option('--since <when>', 'as journalctl takes it: today, "2 hours ago"')
    .exitOverride()
    .action(async (flags: LogsFlags) => {
      const { serviceLogs } = await import('../service/index.js');
      exit(await serviceLogs(flags, surroundings()));
    });
  service
    .command('run-now')
    .description('look at the inbox and ask the sources now')
    .exitOverride()
    .action(async () => {
      const { serviceRunNow } = await import('../service/index.js');
      exit(await serviceRunNow(surroundings(), screen));
    });
  service
    .command('run')
    .description('the daemon itself, in the foreground')
    .exitOverride()
    .action(async () => {
      const { runService } = await import('../service/index.js');
      exit(await runService(surroundings(), screen));
    });
}
