// gsutil: buckets and what is set on them, in its own words.

import { failureOf } from '../../failures.js';
import type { WorldAnswer } from '../../world.js';
import { type Cloud, isObject, type Item, type Json } from '../cloud.js';
import { gsutilError, said } from './says.js';
import { bucketOf, objectsOf } from './storage.js';
import { type Words, wordsOf } from './words.js';

const textOf = (value: Json | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const noBucket = (url: string): WorldAnswer => gsutilError(`BucketNotFoundException: 404 ${url} bucket does not exist.`);

function long({ id, json }: Item): string {
  const lifecycle = isObject(json['lifecycle_config']) ? 'Present' : 'None';
  return [
    `gs://${id}/ :`,
    `\tStorage class:\t\t\t${textOf(json['default_storage_class'])}`,
    `\tLocation type:\t\t\t${textOf(json['location_type'])}`,
    `\tLocation constraint:\t\t${textOf(json['location'])}`,
    `\tVersioning enabled:\t\t${json['versioning_enabled'] === true ? 'True' : 'None'}`,
    '\tLogging configuration:\t\tNone',
    '\tWebsite configuration:\t\tNone',
    `\tLifecycle configuration:\t${lifecycle}`,
    '\tRequester Pays enabled:\t\tNone',
    `\tTime created:\t\t\t${textOf(json['creation_time'])}`,
    `\tTime updated:\t\t\t${textOf(json['update_time'])}`,
    '',
  ].join('\n');
}

function list(cloud: Cloud, words: Words): WorldAnswer {
  const [, url = ''] = words.loose;
  if (url === '') {
    const project = words.flags.get('-p') ?? cloud.project;
    if (!cloud.projects.some(({ id }) => id === project)) return gsutilError(`NotFoundException: 404 The requested project was not found.`);
    const buckets = cloud.items.filter((item) => item.of === 'storage buckets' && item.project === project);
    return said(buckets.map((item) => (words.flags.has('-L') ? long(item) : `gs://${item.id}/\n`)).join(''));
  }
  const bucket = bucketOf(cloud, url);
  if (!bucket) return noBucket(/^gs:\/\/[^/]+/.exec(url)?.[0] ?? url);
  if (words.flags.has('-b')) return said(words.flags.has('-L') ? long(bucket) : `gs://${bucket.id}/\n`);
  const objects = objectsOf(cloud, url);
  if (objects.length === 0) return gsutilError('CommandException: One or more URLs matched no objects.');
  return said(
    objects
      .map(({ id, json }) =>
        words.flags.has('-l')
          ? `${textOf(json['size']).padStart(12)}  ${textOf(json['creation_time'])}  gs://${bucket.id}/${id}\n`
          : `gs://${bucket.id}/${id}\n`,
      )
      .join(''),
  );
}

export function gsutil(cloud: Cloud, args: readonly string[]): WorldAnswer {
  const words = wordsOf(args);
  const [verb = '', second = ''] = words.loose;
  const url = words.loose.at(-1) ?? '';
  const failing = failureOf({ seed: cloud.seed, spared: [] }, `gsutil ${verb}`, args.join(' '));
  if (failing === 'denied')
    return gsutilError(
      `AccessDeniedException: 403 ${cloud.account} does not have storage.buckets.get access to the Google Cloud Storage bucket. Permission 'storage.buckets.get' denied on resource (or it may not exist).`,
    );
  if (failing === 'throttled') return gsutilError('ServiceException: 429 The rate of requests exceeded the allowed limit.');
  if (verb === 'ls') return list(cloud, words);
  const bucket = bucketOf(cloud, url);
  if (verb === 'du' || verb === 'stat') {
    if (!bucket) return noBucket(url);
    const bytes = objectsOf(cloud, url).reduce((sum, { json }) => sum + Number(json['size'] ?? 0), 0);
    return said(`${String(bytes).padEnd(12)} ${url}\n`);
  }
  if (second !== 'get') return gsutilError(`AccessDeniedException: 403 ${cloud.account} does not have permission to change anything.`);
  if (!bucket) return noBucket(url);
  if (verb === 'lifecycle') {
    const rules = bucket.json['lifecycle_config'];
    return said(isObject(rules) ? `${JSON.stringify(rules)}\n` : `gs://${bucket.id}/ has no lifecycle configuration.\n`);
  }
  if (verb === 'versioning') return said(`gs://${bucket.id}: ${bucket.json['versioning_enabled'] === true ? 'Enabled' : 'Suspended'}\n`);
  if (verb === 'label') return said(`${JSON.stringify(bucket.json['labels'] ?? {}, null, 2)}\n`);
  if (verb === 'defstorageclass') return said(`gs://${bucket.id}: ${textOf(bucket.json['default_storage_class'])}\n`);
  return said('');
}
