// The same for launchd on macOS, as text. Experimental: nobody has run it there for us.

import type { UnitFile } from './unit-text.js';

export interface AgentWish {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where launchd writes what the daemon prints. */
  readonly logFile: string;
}

export const AGENT_NAME = 'dev.ghosthunter.service.plist';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text.replace(/[&<>]/gu, (one) => ENTITIES[one] ?? one);
}

const string = (text: string): string => `<string>${escaped(text)}</string>`;

export function agentFile({ command, environment, logFile }: AgentWish): UnitFile {
  const variables = Object.entries(environment).map(([name, value]) => `    <key>${escaped(name)}</key>${string(value)}`);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<!-- experimental: ~/Library/LaunchAgents, then launchctl bootstrap gui/$UID on this file -->',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key>${string(AGENT_NAME.replace(/\.plist$/u, ''))}`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...command.map((word) => `    ${string(word)}`),
    '  </array>',
    ...(variables.length === 0 ? [] : ['  <key>EnvironmentVariables</key>', '  <dict>', ...variables, '  </dict>']),
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>',
    '  <key>ThrottleInterval</key><integer>10</integer>',
    '  <key>ExitTimeOut</key><integer>45</integer>',
    '  <key>Umask</key><integer>63</integer>',
    '  <key>ProcessType</key><string>Background</string>',
    `  <key>StandardOutPath</key>${string(logFile)}`,
    `  <key>StandardErrorPath</key>${string(logFile)}`,
    '</dict>',
    '</plist>',
    '',
  ];
  return { name: AGENT_NAME, text: lines.join('\n') };
}
