// How the API's prompt cache counts, as far as its documents tell: a prefix of blocks is kept where a block is marked, and found again where
// the blocks of a later request begin with it, the marks themselves aside. At most four marks; a mark finds what ends up to twenty blocks
// before it. Tokens are counted as bytes divided by 3.5.

import { createHash } from 'node:crypto';

export interface Block {
  readonly text: string;
  readonly cache_control?: { readonly ttl?: '5m' | '1h' } | null;
}

export interface CacheUsage {
  readonly input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_creation: { readonly ephemeral_5m_input_tokens: number; readonly ephemeral_1h_input_tokens: number };
}

export const BYTES_PER_TOKEN = 3.5;
const MOST_MARKS = 4;
const LOOK_BACK = 20;
const LEAST_TOKENS = 512;

export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);

export interface PromptCache {
  /** Undefined where the API would refuse the request: too many marks. */
  readonly count: (model: string, settings: unknown, blocks: readonly Block[]) => CacheUsage | undefined;
}

export function openPromptCache(): PromptCache {
  const kept = new Set<string>();
  return {
    count: (model, settings, blocks) => {
      const marks = blocks.flatMap((block, at) => (block.cache_control ? [at] : []));
      if (marks.length > MOST_MARKS) return undefined;
      const hash = createHash('sha256').update(JSON.stringify([model, settings]));
      const prefixes = blocks.map(({ text }) => hash.update(`\0${text}`).copy().digest('hex'));
      const tokens = blocks.map(({ text }) => tokensOf(text));
      const upTo = (end: number): number => tokens.slice(0, end + 1).reduce((sum, one) => sum + one, 0);
      const found = marks.flatMap((mark) =>
        Array.from({ length: LOOK_BACK + 1 }, (_, back) => mark - back).filter((at) => at >= 0 && kept.has(prefixes[at] ?? '')),
      );
      const hit = Math.max(-1, ...found);
      let from = hit;
      const written = { '5m': 0, '1h': 0 };
      for (const mark of marks) {
        if (mark <= hit || upTo(mark) < LEAST_TOKENS) continue;
        written[blocks[mark]?.cache_control?.ttl ?? '5m'] += upTo(mark) - upTo(from);
        from = mark;
        kept.add(prefixes[mark] ?? '');
      }
      return {
        input_tokens: upTo(blocks.length - 1) - upTo(from),
        cache_read_input_tokens: upTo(hit),
        cache_creation_input_tokens: written['5m'] + written['1h'],
        cache_creation: { ephemeral_5m_input_tokens: written['5m'], ephemeral_1h_input_tokens: written['1h'] },
      };
    },
  };
}
