// List prices of the models we know, as the vendor published them on 2026-11-21. Where two sources differ the higher one stands:
// a ceiling may end a run too early, never too late.

import type { ModelPrice } from '../protocol/index.js';
import { MICRO_USD_PER_USD, type MicroUsd } from '../shared/index.js';

const KINDS = ['input', 'cacheWrite5m', 'cacheWrite1h', 'cacheRead', 'output'] as const;

/** An amount for each way a token can be billed: a count of tokens, or a rate. */
export type Tokens = { readonly [Kind in (typeof KINDS)[number]]: number };

interface Price {
  /** Micro-dollars per million tokens. */
  readonly rates: Tokens;
  /** Above so many input tokens every rate is this many times higher. */
  readonly long?: { readonly above: number; readonly times: number };
}

const MTOK = 1_000_000;

const micro = (usd: number): number => Math.round(usd * MICRO_USD_PER_USD);

/** Dollars per million tokens, in the order of the vendor's table. */
function table(...[input, cacheWrite5m, cacheWrite1h, cacheRead, output]: readonly [number, number, number, number, number]): Tokens {
  return {
    input: micro(input),
    cacheWrite5m: micro(cacheWrite5m),
    cacheWrite1h: micro(cacheWrite1h),
    cacheRead: micro(cacheRead),
    output: micro(output),
  };
}

const OPUS_4 = { rates: table(5, 6.25, 10, 0.5, 25) };
const SONNET_4 = { rates: table(3, 3.75, 6, 0.3, 15) };

const PRICES: ReadonlyMap<string, Price> = new Map<string, Price>([
  ['claude-opus-5-5', { rates: table(4, 5, 8, 0.2, 20) }],
  ['claude-opus-5', { rates: table(5, 6.25, 10, 0.5, 25) }],
  ['claude-opus-4-8', OPUS_4],
  ['claude-opus-4-7', OPUS_4],
  ['claude-opus-4-6', OPUS_4],
  ['claude-opus-4-5', OPUS_4],
  ['claude-sonnet-5-5', { rates: table(2, 2.5, 4, 0.2, 10) }],
  ['claude-sonnet-5', { rates: table(2, 2.5, 4, 0.2, 10) }],
  ['claude-sonnet-4-6', SONNET_4],
  ['claude-sonnet-4-5', SONNET_4],
  ['claude-haiku-5-5', { rates: table(0.1, 0.125, 0.2, 0.01, 0.5), long: { above: 100_000, times: 5 } }],
  ['claude-haiku-4-5', { rates: table(1, 1.25, 2, 0.1, 5) }],
]);

export function inputTotal(tokens: Tokens): number {
  return tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.cacheRead;
}

const withoutDate = (model: string): string => model.replace(/-\d{8}$/, '');

/** The dearest of all in each way a token can be billed. */
function dearest(): Price {
  const all = [...PRICES.values()].map(({ long, rates }) => ({ rates, times: long?.times ?? 1 }));
  const most = (kind: (typeof KINDS)[number]): number => Math.max(...all.map(({ rates, times }) => rates[kind] * times));
  return {
    rates: {
      input: most('input'),
      cacheWrite5m: most('cacheWrite5m'),
      cacheWrite1h: most('cacheWrite1h'),
      cacheRead: most('cacheRead'),
      output: most('output'),
    },
  };
}

export interface PriceList {
  readonly isKnown: (model: string) => boolean;
  /** Rounded up. */
  readonly priceOf: (model: string, tokens: Tokens) => MicroUsd;
}

/**
 * What a person says a model costs, then what we know; a name with a date is priced as the name without. T-MONEY: a model whose price nobody
 * knows would cost nothing, and no budget would ever end it: it is counted at the dearest price that is known. `percent` is for calls that
 * are sold below the list.
 */
export function openPrices(own: readonly ModelPrice[], percent = 100): PriceList {
  const given = new Map<string, Price>(own.map(({ model, rates }) => [model, { rates }]));
  const find = (model: string): Price | undefined => given.get(model) ?? given.get(withoutDate(model)) ?? PRICES.get(withoutDate(model));
  return {
    isKnown: (model) => find(model) !== undefined,
    priceOf: (model, tokens) => cost(find(model) ?? dearest(), tokens, percent),
  };
}

function cost(price: Price, tokens: Tokens, percent: number): MicroUsd {
  const times = price.long && inputTotal(tokens) > price.long.above ? price.long.times : 1;
  const sum = KINDS.reduce((total, kind) => total + tokens[kind] * price.rates[kind], 0);
  return Math.ceil((sum * times * percent) / (100 * MTOK));
}
