// Starts the one process of a batch that speaks to the Message Batches API, and says what a run needs to speak to that process in place of the API:
// an address on this machine, a token, the names of the models. The key goes to that process and to nobody else.

import { randomBytes } from 'node:crypto';
import { type EconomyControl, type EconomyStanding, type EconomyTells, economyTells } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import { ANTHROPIC, DEFAULT_MODELS } from './config.js';
import { readConfig } from './configuration/layers.js';
import { within } from './deferred.js';
import { launchTrusted } from './launch.js';
import { openLink } from './link.js';
import { KEY_VARIABLE, readModelKey } from './model-key.js';
import type { Surroundings } from './state-directory.js';

/** It looks at the API once before it is ready. */
const READY_MILLISECONDS = 90_000;
const LEAVE_MILLISECONDS = 5_000;
const TOKEN_BYTES = 32;
const NO_MODEL = 'leave --economy out, or `offline` out of the items';

export interface EconomyWish {
  /** Its journal; the same one whenever this batch goes on. */
  readonly folder: string;
  /** Whether an item names its model itself. */
  readonly namesModel: boolean;
  readonly onStanding: (standing: EconomyStanding) => void;
  /** It is gone, and nobody asked it to. */
  readonly onBroken: () => void;
}

export interface Economy {
  /** What the run of this item finds in its environment; undefined takes a variable away. */
  readonly environmentOf: (item: string) => Readonly<Record<string, string | undefined>>;
  readonly running: (items: number) => void;
  /** Resolves when the process is gone. */
  readonly close: () => Promise<void>;
}

function modelVariables({ model }: ReturnType<typeof readConfig>, namesModel: boolean): Readonly<Record<string, string>> {
  const isOwn = model.base_url !== undefined;
  const name = model.name ?? (isOwn ? undefined : DEFAULT_MODELS.reasoner);
  if (name === undefined && !namesModel) {
    throw new Fault('usage', 'no model of your server is named, so no item would ask one', {
      fix: `set \`name\` in section [model] of config.toml; or ${NO_MODEL}`,
    });
  }
  const compressor = model.compressor ?? (isOwn ? undefined : DEFAULT_MODELS.compressor);
  return {
    ...(name === undefined ? {} : { GHOSTHUNTER_MODEL_NAME: name }),
    ...(compressor === undefined ? {} : { GHOSTHUNTER_MODEL_COMPRESSOR: compressor }),
  };
}

export async function openEconomy(wish: EconomyWish, surroundings: Surroundings): Promise<Economy> {
  const config = readConfig(surroundings);
  const { base_url: ownUrl, key_header: keyHeader } = config.model;
  const names = modelVariables(config, wish.namesModel);
  const key = readModelKey(config, surroundings);
  if (key === null && ownUrl === undefined) {
    throw new Fault('usage', '--economy halves what calls of a model cost, and there is no model key', {
      fix: 'export ANTHROPIC_API_KEY=…, or set `key_file` in section [model] of config.toml; or leave --economy out',
    });
  }
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const child = launchTrusted({ worker: 'economy' });
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  let closing: Promise<void> | undefined;
  const link = openLink<EconomyControl, EconomyTells>({
    name: 'economy',
    stream: child.lane,
    schema: economyTells,
    onTell: (told) => {
      if (told.kind !== 'standing') return;
      const { kind: _, ...standing } = told;
      wish.onStanding(standing);
    },
    onBroken: () => {
      child.kill();
    },
  });

  async function end(): Promise<void> {
    const late = (): Fault => new Fault('child', 'economy does not leave');
    await within(link.ask({ kind: 'stop' }), LEAVE_MILLISECONDS, late).catch(() => undefined);
    child.kill();
    await child.exited;
    link.close();
    child.second?.destroy();
  }

  const close = (): Promise<void> => (closing ??= end());

  try {
    const late = (): Fault => new Fault('child', 'economy did not get ready in time');
    const answer = await within(
      link.ask({
        kind: 'configure',
        baseUrl: ownUrl ?? ANTHROPIC,
        allowPrivateAddress: ownUrl !== undefined,
        key,
        keyHeader,
        token,
        folder: wish.folder,
        windowMilliseconds: Math.max(1, Math.round(config.economy.window_seconds * 1_000)),
        pollMilliseconds: Math.max(1, Math.round(config.economy.poll_seconds * 1_000)),
      }),
      READY_MILLISECONDS,
      late,
    );
    if (answer.kind === 'refused') throw new Fault('usage', answer.message, answer.fix === '' ? {} : { fix: answer.fix });
    if (answer.kind !== 'ready') throw new Fault('child', `economy answered ${answer.kind} to its configuration`);
    void child.exited.then(() => {
      if (closing === undefined) wish.onBroken();
    });
    const address = `http://127.0.0.1:${String(answer.port)}`;
    return {
      environmentOf: (item) => ({
        ...names,
        // T-SECRET: in the place of the key, which the run has no need of.
        [KEY_VARIABLE]: `${token}.${item}`,
        GHOSTHUNTER_MODEL_BASE_URL: address,
        GHOSTHUNTER_MODEL_KEY_HEADER: 'authorization',
        GHOSTHUNTER_MODEL_KEY_FILE: undefined,
      }),
      running: (items) => {
        link.tell({ kind: 'running', items });
      },
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}
