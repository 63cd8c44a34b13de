// The bills of the AWS worlds: the detector finds what was put in, where and when, and nothing where nothing was put in.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { loadBill } from '../../src/billing/load.js';
import { findSpikes } from '../../src/spikes/index.js';
import { AWS_WORLDS } from '../../src/worlds/aws/index.js';
import { dayOf } from '../../src/worlds/days.js';
import type { BuiltWorld } from '../../src/worlds/world.js';
import { sampleOf } from '../random.js';

async function spikesOf(built: BuiltWorld) {
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-world-'));
  try {
    const paths = built.bills().map(({ name, text }) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return { path, name };
    });
    const bill = await loadBill(paths, { engine: 'javascript' });
    const reports = bill.cubes.map((cube) => findSpikes(cube));
    bill.close();
    return { spikes: reports.flatMap(({ spikes }) => spikes), rejected: bill.files.reduce((sum, file) => sum + file.rejected, 0) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Every second has each family, what moved as well as what did not.
for (const [at, world] of sampleOf(AWS_WORLDS, 2).entries()) {
  // Another seed for each world, so that every form of bill is seen.
  const seed = 1 + (at % 12);
  test(`${world.name}, seed ${String(seed)}: its bill says what was put in`, async (t) => {
    const built = world.build(seed);
    const { rejected, spikes } = await spikesOf(built);
    t.equal(rejected, 0);
    const { spike } = built.truth;
    const [top] = spikes;
    if (spike === null) {
      t.same(
        spikes.map(({ key, startDay }) => [key, startDay]),
        [],
      );
      return;
    }
    t.match(top?.key.service, spike.service);
    t.ok(Math.abs(dayOf(top?.startDay ?? '') - dayOf(spike.startDay)) <= 1, `${top?.startDay ?? ''} for ${spike.startDay}`);
    // A service with one kind of use names no kind.
    const kinds = [top?.key.usageType ?? '', ...(top?.scopes ?? []).map(({ where }) => where.usageType ?? '')];
    t.ok(
      kinds.some((kind) => kind === '' || spike.usageType.test(kind)),
      kinds.join(' '),
    );
  });
}
