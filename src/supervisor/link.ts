// The supervisor's own lane to a child it trusts: questions with one answer each, and things it is told unasked.

import type { Duplex } from 'node:stream';
import type * as z from 'zod';
import { Lane } from '../channel/index.js';
import { LIMITS, OpenRequests } from '../protocol/index.js';
import { Fault } from '../shared/index.js';

interface Waiting<Tells> {
  readonly resolve: (answer: Tells) => void;
  readonly reject: (cause: Fault) => void;
}

/** A frame as its sender writes it; the id is given here. */
export type Unnumbered<Frame> = Frame extends { readonly id: number } ? Omit<Frame, 'id'> : never;

export interface Link<Asks, Tells> {
  readonly ask: (frame: Unnumbered<Asks>) => Promise<Tells>;
  /** Sends without waiting: for a child that has nothing to say to it. */
  readonly tell: (frame: Unnumbered<Asks>) => void;
  readonly close: () => void;
}

export interface LinkOptions<Tells> {
  readonly name: string;
  readonly stream: Duplex;
  readonly schema: z.ZodType<Tells>;
  readonly onTell: (frame: Tells) => void;
  readonly onBroken: (detail: string) => void;
}

export function openLink<Asks extends { readonly id: number }, Tells extends { readonly kind: string }>(
  options: LinkOptions<Tells>,
): Link<Asks, Tells> {
  const open = new OpenRequests<Waiting<Tells>>();
  let lastId = 0;
  /** Why nothing will be answered any more. */
  let failure: Fault | undefined;

  function fail(detail: string): void {
    failure ??= new Fault('child', `${options.name}: ${detail}`);
    for (const waiting of open.closeAll()) waiting.reject(failure);
  }

  const lane = new Lane<Tells, object>({
    stream: options.stream,
    cap: LIMITS.answerBytes,
    schema: options.schema,
    onFrame: (frame) => {
      if (!('id' in frame) || typeof frame.id !== 'number') {
        options.onTell(frame);
        return;
      }
      const waiting = open.close(frame.id);
      if (waiting.ok) waiting.value.resolve(frame);
      else options.onBroken(waiting.error.detail);
    },
    onEnd: () => {
      fail('left before it answered');
    },
    onViolation: (broken) => {
      fail(broken.detail);
      options.onBroken(broken.detail);
    },
  });

  return {
    ask: (frame) => {
      if (failure) return Promise.reject(failure);
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        open.add(id, { resolve, reject });
        lane.send({ ...frame, id });
      });
    },
    tell: (frame) => {
      lastId += 1;
      lane.send({ ...frame, id: lastId });
    },
    close: () => {
      lane.close();
    },
  };
}
