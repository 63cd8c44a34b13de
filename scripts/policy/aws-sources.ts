// Reads what the packs of `aws` are compiled from.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type AwsOverlay, parseAwsOverlay } from './aws-overlay.js';
import { type AwsSnapshot, parseAwsSnapshot } from './aws-snapshot.js';

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The overlay's files by name, as `parseAwsOverlay` takes them. */
export function readAwsOverlayFiles(root: string): Map<string, unknown> {
  const overlay = join(root, 'scripts/policy/overlay');
  const names = readdirSync(join(overlay, 'aws')).map((name) => name.replace(/\.json$/u, ''));
  return new Map([
    ['kinds', readJson(join(overlay, 'kinds.json'))],
    ...names.map((name) => [`aws/${name}`, readJson(join(overlay, 'aws', `${name}.json`))] as const),
  ]);
}

export function readAwsSources(root: string): { readonly snapshot: AwsSnapshot; readonly overlay: AwsOverlay } {
  const packed = readFileSync(join(root, 'scripts/policy/snapshot/aws.json.gz'));
  return {
    snapshot: parseAwsSnapshot(JSON.parse(gunzipSync(packed).toString('utf8'))),
    overlay: parseAwsOverlay(readAwsOverlayFiles(root)),
  };
}
