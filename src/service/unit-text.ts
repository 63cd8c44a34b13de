// The systemd user unit as text, from nothing but what it is given. Only directives whose effect was seen in a user unit are in it (the
// tests probe each of them inside the running unit); what a user manager accepts and ignores would only look like safety. The real
// isolation stays with the cages of each run, which must keep working inside this unit.

export interface UnitFile {
  readonly name: string;
  readonly text: string;
}

/** A secret as the manager hands it to the unit: never its value. */
export interface UnitCredential {
  /** Of the file that the daemon and its runs find. */
  readonly name: string;
  readonly path: string;
  /** Made by systemd-creds; user managers read those from version 256 on. */
  readonly isEncrypted: boolean;
}

export interface UnitWish {
  /** Absolute: the program and its first arguments. */
  readonly command: readonly string[];
  /** Not secret: everybody can read a unit. */
  readonly environment: Readonly<Record<string, string>>;
  readonly credentials: readonly UnitCredential[];
}

export const UNIT_NAME = 'ghosthunter.service';
/** Of the model, for egress alone. */
export const KEY_CREDENTIAL = 'model-key';

export const HARDENING: Readonly<Record<string, string>> = {
  NoNewPrivileges: 'yes',
  LockPersonality: 'yes',
  RestrictRealtime: 'yes',
  RestrictSUIDSGID: 'yes',
  SystemCallArchitectures: 'native',
  // Netlink is what bubblewrap sets up the loopback of a cage with.
  RestrictAddressFamilies: 'AF_UNIX AF_INET AF_INET6 AF_NETLINK',
  KeyringMode: 'private',
  UMask: '0077',
  LimitCORE: '0',
};

/** T-UNIT: a path must stay one word. `%` and `$` mean something to the manager; the rest is said as in C. */
export function unitWord(word: string): string {
  const plain = word.replace(/%/gu, '%%').replace(/\$/gu, '$$$$');
  if (/^[\w@%+=:,./~$-]+$/u.test(plain)) return plain;
  const quoted = plain.replace(/[\\"]/gu, '\\$&').replace(/\n/gu, '\\n').replace(/\t/gu, '\\t').replace(/\r/gu, '\\r');
  return `"${quoted}"`;
}

/** An assignment in `Environment=` knows no `$`. */
function assignment(name: string, value: string): string {
  return unitWord(`${name}=${value}`).replace(/\$\$/gu, '$');
}

function credentialLine({ isEncrypted, name, path }: UnitCredential): string {
  return `LoadCredential${isEncrypted ? 'Encrypted' : ''}=${name}:${path.replace(/%/gu, '%%')}`;
}

export function unitFile({ command, credentials, environment }: UnitWish): UnitFile {
  const lines = [
    '[Unit]',
    'Description=ghosthunter: finds out why a cloud bill rose',
    'StartLimitIntervalSec=300',
    'StartLimitBurst=10',
    '',
    '[Service]',
    'Type=notify',
    'NotifyAccess=main',
    `ExecStart=${command.map(unitWord).join(' ')}`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    ...Object.entries(environment).map(([name, value]) => `Environment=${assignment(name, value)}`),
    ...credentials.map(credentialLine),
    'RuntimeDirectory=ghosthunter',
    'RuntimeDirectoryMode=0700',
    // One that hangs is killed with all that is below it, and started anew.
    'WatchdogSec=30',
    'WatchdogSignal=SIGKILL',
    'Restart=on-failure',
    'RestartSec=2',
    // A wrong configuration does not get better by trying again.
    'RestartPreventExitStatus=2',
    // The daemon is asked, and asks its investigations; whoever is left after that is killed.
    'KillMode=mixed',
    'TimeoutStopSec=45',
    ...Object.entries(HARDENING).map(([name, value]) => `${name}=${value}`),
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ];
  return { name: UNIT_NAME, text: lines.join('\n') };
}
