// A folder of policies as it is on disk: packs, the index with their hashes, what is denied, examples.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { AWS_PACK, BQ_PACK, GCLOUD_PACK } from '../gate/fixture.js';
import { readText } from '../gate/policies.js';

interface FilePack {
  readonly binary: string;
  readonly group: string;
  readonly commands: Readonly<Record<string, unknown>>;
}

export interface FolderContent {
  readonly packs?: readonly FilePack[];
  readonly denied?: Readonly<Record<string, unknown>>;
  readonly examples?: string;
}

const DENIED = {
  aws: { ec2: { mutate: ['terminate-instances', 'run-instances'], credential: ['get-password-data'] }, iam: { mutate: ['create-user'] } },
  gcloud: { compute: { mutate: ['instances delete'] }, info: { 'local-io': [''] } },
  bq: { '*': { mutate: ['rm'], expensive: ['partition'] } },
};

const EXAMPLES = 'clear\tgcloud projects list --limit=5\nunknown-subcommand\taws ec2 terminate-instances\n';

/** Only this program's own commands of the group that a first word names. */
export function groupOf(pack: FilePack, group: string): FilePack {
  const commands = Object.fromEntries(Object.entries(pack.commands).filter(([path]) => path.split(' ')[0] === group));
  return { ...pack, group, commands };
}

const PACKS = [groupOf(AWS_PACK, 'ec2'), groupOf(AWS_PACK, 'ce'), groupOf(AWS_PACK, 'sqs'), GCLOUD_PACK, BQ_PACK];

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function policiesFolder(t: Test, { packs = PACKS, denied = DENIED, examples = EXAMPLES }: FolderContent = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-policies-')));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  function write(file: string, text: string): { file: string; sha256: string } {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
    return { file, sha256: sha256(text) };
  }
  const index: Record<string, Record<string, unknown>> = {};
  for (const pack of packs) {
    const name = pack.group === '*' ? `${pack.binary}.json` : `${pack.binary}/${pack.group}.json`;
    const entry = { ...write(name, JSON.stringify(pack)), commands: Object.keys(pack.commands).length };
    index[pack.binary] = { ...index[pack.binary], [pack.group]: entry };
  }
  const globals = { ...write('globals.json', readText('policies/globals.json')), commands: 0 };
  write('index.json', JSON.stringify({ schema: 1, globals, packs: index }));
  for (const [binary, reasons] of Object.entries(denied)) write(`denied/${binary}.json`, JSON.stringify(reasons));
  write('examples.txt', examples);
  return folder;
}
