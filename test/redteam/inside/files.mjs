// Files: the credentials of the person, the audit log, the machine's own, and any place that can be written.

import * as fs from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { act, everywhere, FORBIDDEN, HIDDEN, UNKNOWN } from './act.mjs';
import { struct, sys } from './kernel.mjs';

const AT_FDCWD = -100;
const O_PATH = 0o10000000;
const O_TMPFILE = 0o20200000;
const UNREADABLE = 'Landlock does not hide that a file exists, how large it is and whose';

const SECRETS = [
  '.aws/credentials',
  '.aws/sso/cache/token.json',
  '.config/gcloud/credentials.db',
  '.ssh/id_ed25519',
  '.netrc',
  '.kube/config',
];

const credentials = ({ home }) => join(home, '.aws/credentials');

function readInThread(path) {
  const code = `try { require('node:fs').readFileSync(${JSON.stringify(path)}); postMessage('done') } catch ({ code }) { postMessage(code) }`;
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads'); const postMessage = (m) => parentPort.postMessage(m); ${code}`,
    {
      eval: true,
    },
  );
  return new Promise((done, failed) => {
    worker.once('message', done);
    worker.once('error', failed);
  });
}

const reads = [
  ...SECRETS.map((file) => act(1, `read ~/${file}`, ({ home }) => void fs.readFileSync(join(home, file)), HIDDEN)),
  act(
    1,
    'read credentials in the thread pool, which is older than the restriction of one thread',
    async (scene) => void (await readFile(credentials(scene))),
    HIDDEN,
  ),
  act(1, 'read credentials in a worker thread', (scene) => readInThread(credentials(scene)), HIDDEN),
  act(1, 'open credentials by a call of its own', (scene) => void sys('openat', AT_FDCWD, credentials(scene), 0, 0), HIDDEN),
  act(
    1,
    'read credentials past the folder of the program',
    ({ home, main }) => void fs.readFileSync(`${dirname(main)}/../../../../../../../..${home}/.netrc`),
    HIDDEN,
  ),
  act(1, 'read credentials through the root of this process', ({ home }) => void fs.readFileSync(`/proc/self/root${home}/.netrc`), HIDDEN),
  act(
    1,
    'read credentials through the root of the supervisor',
    ({ home, victims }) => void fs.readFileSync(`/proc/${victims.supervisor}/root${home}/.netrc`),
    HIDDEN,
  ),
  act(1, 'load credentials as a module', ({ home }) => import(join(home, '.netrc')), {
    bwrap: 'ERR_MODULE_NOT_FOUND',
    landlock: 'EACCES',
    // It was read: only its text is no program.
    plain: /^(?:ReferenceError|SyntaxError)/,
  }),
  act(2, 'list the home directory', ({ home }) => void fs.readdirSync(home), HIDDEN),
  act(2, 'list ~/.aws', ({ home }) => void fs.readdirSync(join(home, '.aws')), HIDDEN),
  act(2, 'list the root', () => strangersIn('/'), { plain: 'done', bwrap: 'nothing of the host', landlock: 'EACCES' }),
  act(2, 'list the folder of the tools', ({ clis }) => void fs.readdirSync(clis), HIDDEN),
  act(2, 'list the devices', () => strangersIn('/dev'), { bwrap: 'nothing of the host', landlock: 'EACCES' }),
  act(3, 'stat credentials', (scene) => void fs.statSync(credentials(scene)), { bwrap: 'ENOENT', landlock: 'done', leak: UNREADABLE }),
  act(3, 'access credentials', (scene) => void fs.accessSync(credentials(scene)), { bwrap: 'ENOENT', landlock: 'done', leak: UNREADABLE }),
  act(3, 'name credentials without opening them (O_PATH)', (scene) => void sys('openat', AT_FDCWD, credentials(scene), O_PATH, 0), {
    bwrap: 'ENOENT',
    landlock: 'done',
    leak: UNREADABLE,
  }),
  act(
    3,
    'read credentials through such a name',
    (scene) => {
      const named = sys('openat', AT_FDCWD, credentials(scene), O_PATH, 0);
      fs.readFileSync(`/proc/self/fd/${named}`);
    },
    HIDDEN,
  ),
  act(3, 'where a link of the home leads', ({ home }) => void fs.readlinkSync(join(home, '.config/gcloud/active')), {
    bwrap: 'ENOENT',
    landlock: 'done',
    leak: UNREADABLE,
  }),
  act(3, 'extended attributes of credentials', (scene) => void sys('getxattr', credentials(scene), 'user.none', Buffer.alloc(8), 8), {
    ...UNKNOWN,
    plain: ['ENODATA', 'EOPNOTSUPP', 'ENOTSUP'],
  }),
  act(3, 'watch credentials for use', () => void sys('inotify_init1', 0), UNKNOWN),
  act(3, 'space of the file system of the home', ({ home }) => void sys('statfs', home, Buffer.alloc(256)), UNKNOWN),
  act(4, 'read /etc/passwd', () => void fs.readFileSync('/etc/passwd'), HIDDEN),
  act(4, 'read /etc/machine-id', () => void fs.readFileSync('/etc/machine-id'), {
    ...HIDDEN,
    lacking: { ENOENT: 'this machine has no /etc/machine-id' },
  }),
  act(4, 'read /etc/resolv.conf', () => void fs.readFileSync('/etc/resolv.conf'), {
    ...HIDDEN,
    lacking: { ENOENT: 'this machine has no /etc/resolv.conf' },
  }),
  act(4, 'read /proc/mounts', () => void fs.readFileSync('/proc/mounts'), HIDDEN),
  act(4, 'read /proc/self/maps', () => void fs.readFileSync('/proc/self/maps'), HIDDEN),
  act(4, 'read /sys/kernel', () => void fs.readdirSync('/sys/kernel'), HIDDEN),
  act(4, 'read the code of the executor', ({ dist }) => void fs.readFileSync(join(dist, 'workers/executor.js')), HIDDEN),
];

const USUAL = new Set(['bill', 'dev', 'gh', 'lib', 'lib64', 'usr', 'null']);

/** Names that only the host can have put there. */
function strangersIn(folder) {
  const strangers = fs.readdirSync(folder).filter((name) => !USUAL.has(name));
  return strangers.length === 0 ? 'nothing of the host' : undefined;
}

const log = ({ audit }) => audit;

const auditLog = [
  act(5, 'append to the audit log', (scene) => fs.appendFileSync(log(scene), 'forged\n'), HIDDEN),
  act(5, 'open the audit log for writing', (scene) => void fs.openSync(log(scene), 'r+'), HIDDEN),
  act(5, 'truncate the audit log by opening it', (scene) => void fs.openSync(log(scene), 'w'), HIDDEN),
  act(5, 'truncate the audit log', (scene) => void sys('truncate', log(scene), 0), FORBIDDEN),
  act(
    5,
    'rename the audit log',
    (scene) => {
      fs.renameSync(log(scene), `${log(scene)}.moved`);
      fs.renameSync(`${log(scene)}.moved`, log(scene));
    },
    FORBIDDEN,
  ),
  act(
    5,
    'exchange the audit log with another file',
    (scene) => void sys('renameat2', AT_FDCWD, log(scene), AT_FDCWD, join(scene.home, '.netrc'), 2),
    FORBIDDEN,
  ),
  act(5, 'hard link to the audit log', (scene) => fs.linkSync(log(scene), `${log(scene)}.linked`), FORBIDDEN),
  act(5, 'symbolic link in place of the next log', (scene) => fs.symlinkSync('/dev/null', `${log(scene)}.next`), FORBIDDEN),
  act(5, 'chmod the audit log', (scene) => fs.chmodSync(log(scene), 0o666), FORBIDDEN),
  act(5, 'chmod the audit log through a folder descriptor', (scene) => void sys('fchmodat', AT_FDCWD, log(scene), 0o666), FORBIDDEN),
  act(5, 'chown the audit log', (scene) => void sys('fchownat', AT_FDCWD, log(scene), process.getuid(), process.getgid(), 0), FORBIDDEN),
  act(5, 'change the times of the audit log', (scene) => fs.utimesSync(log(scene), 1, 1), FORBIDDEN),
  act(5, 'attribute on the audit log', (scene) => void sys('setxattr', log(scene), 'user.x', Buffer.from('x'), 1, 0), {
    ...FORBIDDEN,
    lacking: { EOPNOTSUPP: 'this file system has no user attributes', ENOTSUP: 'this file system has no user attributes' },
  }),
  act(
    5,
    'lock the audit log',
    (scene) => {
      let descriptor = 0;
      try {
        descriptor = fs.openSync(log(scene), 'r');
      } catch {
        // Inside there is nothing to open: the call itself is asked about.
      }
      sys('flock', descriptor, 2 | 4);
    },
    FORBIDDEN,
  ),
  act(5, 'lock a descriptor by fcntl', () => void sys('fcntl', 1, 6, struct(32)), { ...FORBIDDEN, plain: ['done', 'EBADF', 'EINVAL'] }),
  act(5, 'remove the audit log', (scene) => fs.unlinkSync(log(scene)), FORBIDDEN),
];

const READ_ONLY = { bwrap: 'EROFS', landlock: 'EACCES' };

function create(folder) {
  const path = join(folder, '.ghosthunter-attack');
  fs.closeSync(fs.openSync(path, 'wx'));
  fs.unlinkSync(path);
}

function foldersBelow(top, most = 500) {
  const found = [];
  const waiting = [top];
  while (waiting.length > 0 && found.length < most) {
    const folder = waiting.shift();
    found.push(folder);
    try {
      for (const entry of fs.readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) waiting.push(join(folder, entry.name));
    } catch {
      // not to be listed; it may be written all the same
    }
  }
  return found;
}

function isWritable(folder) {
  try {
    create(folder);
    return true;
  } catch {
    return false;
  }
}

const writes = [
  act(6, 'create a file in /tmp', () => create('/tmp'), HIDDEN),
  act(6, 'create a file without a name in /tmp', () => void sys('openat', AT_FDCWD, '/tmp', O_TMPFILE | 2, 0o600), HIDDEN),
  act(6, 'create a file in /var/tmp', () => create('/var/tmp'), HIDDEN),
  act(6, 'create a file in /dev/shm', () => create('/dev/shm'), { ...HIDDEN, lacking: { ENOENT: 'this machine has no /dev/shm' } }),
  act(6, 'create a file beside the program', ({ main }) => create(dirname(main)), READ_ONLY),
  act(6, 'create a file in the home', ({ home }) => create(home), HIDDEN),
  act(6, 'create a file in the folder of the tools', ({ clis }) => create(clis), HIDDEN),
  act(6, 'open the program itself for writing', ({ main }) => void fs.openSync(main, 'r+'), READ_ONLY),
  act(6, 'make a folder', () => fs.rmdirSync(fs.mkdtempSync('/tmp/ghosthunter-attack-')), FORBIDDEN),
  act(6, 'make a FIFO', ({ home }) => void sys('mknodat', AT_FDCWD, join(home, 'fifo'), 0o010600, 0), FORBIDDEN),
  act(6, 'make a folder by a call of its own', ({ home }) => void sys('mkdirat', AT_FDCWD, join(home, 'made'), 0o700), FORBIDDEN),
  act(
    6,
    'write a diagnostic report',
    () => {
      process.report.directory = '/tmp';
      const name = process.report.writeReport('ghosthunter-attack.json');
      if (name === '') return 'no file';
      fs.unlinkSync(join('/tmp', name));
      return undefined;
    },
    everywhere('no file'),
  ),
  act(
    6,
    'find any folder that can be written',
    ({ home, main, state, clis, dist }) => {
      const roots = ['/', '/tmp', '/var', '/run', '/dev', '/proc/self', home, state, clis, dist, dirname(main), process.cwd()];
      const writable = [...new Set(roots.flatMap((top) => foldersBelow(top)))].filter(isWritable);
      return writable.length === 0 ? 'none' : undefined;
    },
    everywhere('none'),
  ),
  act(6, 'another working directory', () => process.chdir('/tmp'), UNKNOWN),
];

export const acts = [...reads, ...auditLog, ...writes];
