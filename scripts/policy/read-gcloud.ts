// Reads the snapshot and the overlay of gcloud from this folder: the only part of the step that opens files.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type GcloudOverlay, type GcloudSnapshot, parseGcloudOverlay, parseGcloudSnapshot } from './gcloud-snapshot.js';

const FILES = ['credential', 'embeds-secret', 'local-io', 'ambiguous', 'allow', 'bounds', 'verbs'] as const;

/** `folder`: scripts/policy of the repository, wherever this file was compiled to. */
export function readGcloud(folder: string): { readonly snapshot: GcloudSnapshot; readonly overlay: GcloudOverlay } {
  const json = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const snapshot = parseGcloudSnapshot(JSON.parse(gunzipSync(readFileSync(join(folder, 'snapshot/gcloud.json.gz'))).toString('utf8')));
  const files = Object.fromEntries(FILES.map((name) => [name, json(`overlay/gcloud/${name}.json`)]));
  return { snapshot, overlay: parseGcloudOverlay({ ...files, kinds: json('overlay/kinds-gcloud.json') }) };
}
