// What an attacker would want, planted where it would lie: a home full of invented credentials, command line tools that note when they
// are run, listeners that note who connects. All of it in one temporary directory that is removed at the end.

import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export function plantedVariables() {
  const secret = (prefix) => `${prefix}${randomBytes(15).toString('hex')}`;
  return {
    AWS_ACCESS_KEY_ID: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    AWS_SECRET_ACCESS_KEY: secret('planted-aws-'),
    AWS_SESSION_TOKEN: secret('planted-session-'),
    CLOUDSDK_AUTH_ACCESS_TOKEN: secret('ya29.planted-'),
    ANTHROPIC_API_KEY: secret('sk-ant-planted-'),
    PLANTED_IN_ENVIRONMENT: secret('planted-environment-'),
  };
}

const FILES = [
  '.aws/credentials',
  '.aws/sso/cache/token.json',
  '.config/gcloud/credentials.db',
  '.ssh/id_ed25519',
  '.netrc',
  '.kube/config',
];
const CLIS = ['gcloud', 'bq', 'gsutil', 'aws', 'kubectl'];

function writeHome(home) {
  const secrets = FILES.map((file) => {
    const secret = `planted-file-${randomBytes(15).toString('hex')}`;
    mkdirSync(join(home, file, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(join(home, file), `secret = ${secret}\n`, { mode: 0o600 });
    return secret;
  });
  symlinkSync('configurations/config_work', join(home, '.config/gcloud/active'));
  return secrets;
}

/** What a dry run of bq prints: so much that no cap admits it, unless the planted one is told otherwise. */
const DRY_RUN = `process.argv.includes('--dry_run') ? read(require('node:path').join(__dirname, 'dry-run')) : '[]\\n'`;

/** Told over loopback, which the cage of a command shares; there is no file that it could write to. */
function writeClis(directory, port) {
  mkdirSync(directory, { mode: 0o755 });
  for (const name of CLIS) {
    const told = `[${JSON.stringify(name)}, ...process.argv.slice(2)].join(' ')`;
    const script = `#!${realpathSync(process.execPath)}
const fs = require('node:fs');
const read = (path) => (fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : '');
const answer = () => (${name === 'bq' ? DRY_RUN : `'[]\\n'`});
require('node:net').connect(${port}, '127.0.0.1').on('close', () => process.stdout.write(answer())).end(${told});
`;
    writeFileSync(join(directory, name), script);
    chmodSync(join(directory, name), 0o755);
  }
}

/** Path, mode, owner, size, time of change and content of everything below a directory. */
export function fingerprint(directory, isLeftOut = () => false) {
  const found = new Map();
  const visit = (path) => {
    if (isLeftOut(path)) return;
    const stat = lstatSync(path);
    if (stat.isDirectory()) {
      found.set(path, `${stat.mode}:${stat.uid}`);
      for (const name of readdirSync(path)) visit(join(path, name));
      return;
    }
    const content = stat.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
    found.set(path, [stat.mode, stat.uid, stat.size, stat.mtimeMs, stat.ctimeMs, stat.nlink, content].join(':'));
  };
  if (existsSync(directory)) visit(directory);
  return found;
}

export function differences(before, after) {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

async function listen(connections, directory) {
  const servers = [];
  const streamServer = async (name, where) => {
    const server = createServer((socket) => {
      connections.push(name);
      socket.destroy();
    });
    await new Promise((done) => server.listen(where, done));
    servers.push(server);
    return server.address();
  };
  const abstract = basename(directory);
  const tcp = await streamServer('tcp', { host: '127.0.0.1', port: 0 });
  await streamServer('unix', { path: join(directory, 'docker.sock') });
  if (process.platform === 'linux') await streamServer('abstract', { path: `\0${abstract}` });
  const udp = createSocket('udp4', () => connections.push('udp'));
  await new Promise((done) => udp.bind(0, '127.0.0.1', done));
  return {
    targets: {
      tcpPort: tcp.port,
      udpPort: udp.address().port,
      unix: join(directory, 'docker.sock'),
      abstract,
    },
    close: () => {
      for (const server of servers) server.close();
      udp.close();
    },
  };
}

export async function plant() {
  const directory = mkdtempSync(join(tmpdir(), 'ghosthunter-rig-'));
  chmodSync(directory, 0o755);
  const home = join(directory, 'home');
  mkdirSync(home, { mode: 0o700 });
  const cliRuns = [];
  const told = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (part) => (text += part));
    socket.on('error', () => undefined);
    socket.on('end', () => {
      cliRuns.push(text);
      socket.end();
    });
  });
  await new Promise((done) => told.listen({ host: '127.0.0.1', port: 0 }, done));
  const clis = join(directory, 'bin');
  writeClis(clis, told.address().port);
  const secrets = writeHome(home);
  const connections = [];
  const listeners = await listen(connections, directory);
  return {
    directory,
    home,
    clis,
    secrets,
    connections,
    targets: listeners.targets,
    cliRuns: () => cliRuns,
    close: () => {
      told.close();
      listeners.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
