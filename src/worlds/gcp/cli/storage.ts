// What is in buckets: a few objects for a listing to show, never all of them.

import type { WorldAnswer } from '../../world.js';
import type { Cloud, Item, JsonObject } from '../cloud.js';
import { type Asked, listed } from './asked.js';
import { gcloudError } from './says.js';

export function bucketOf(cloud: Cloud, url: string): Item | undefined {
  const name = /^gs:\/\/([^/]+)/.exec(url)?.[1];
  return cloud.items.find((item) => item.of === 'storage buckets' && item.id === name);
}

/** Objects that a world put into a bucket, below a prefix. */
export function objectsOf(cloud: Cloud, url: string): readonly Item[] {
  const [, bucket = '', prefix = ''] = /^gs:\/\/([^/]+)\/?(.*)$/.exec(url) ?? [];
  const isBelow = ({ id, of, parent }: Item): boolean =>
    of === 'storage objects' && parent === bucket && id.startsWith(prefix.replaceAll('*', ''));
  return cloud.items.filter(isBelow);
}

export function objectsBelow(asked: Asked): WorldAnswer {
  const { cloud, names, project, verb } = asked;
  const [url = ''] = names;
  if (url === '') {
    const buckets = cloud.items.filter((item) => item.of === 'storage buckets' && item.project === project);
    return listed(
      asked,
      buckets.map(({ id }): JsonObject => ({ url: `gs://${id}/`, type: 'bucket' })),
    );
  }
  if (!bucketOf(cloud, url)) return gcloudError(asked.command, `gs://${/^gs:\/\/([^/]+)/.exec(url)?.[1] ?? url} not found: 404.`);
  const objects = objectsOf(cloud, url);
  if (objects.length === 0) return gcloudError(asked.command, 'One or more URLs matched no objects.');
  if (verb === 'du') {
    const bytes = objects.reduce((sum, { json }) => sum + Number(json['size'] ?? 0), 0);
    return listed(asked, [{ url, size: bytes }]);
  }
  return listed(
    asked,
    objects.map(({ json }) => json),
  );
}
