// One descriptor, frames in, frames out. Trusts neither the bytes nor the pace of the other side: a frame is capped, must be
// complete within its time, and whoever does not read what it is sent is not read from either.

import type { Duplex } from 'node:stream';
import type * as z from 'zod';
import { frameBytes, LIMITS, parseFrame, Splitter, type Violation, violation } from '../protocol/index.js';

export interface LaneOptions<In> {
  readonly stream: Duplex;
  /** The longest frame the other side may send. */
  readonly cap: number;
  readonly schema: z.ZodType<In>;
  /** The frame, and the very bytes it was parsed from, without the newline. */
  readonly onFrame: (frame: In, line: Uint8Array) => void;
  /** The other side left; nothing more will come. */
  readonly onEnd: () => void;
  /** The other side broke the protocol; the lane is already closed. */
  readonly onViolation: (broken: Violation) => void;
  /** The other side has read all it was sent: for whoever stopped its own source because of `unreadBytes`. */
  readonly onDrain?: () => void;
}

const NEWLINE = new Uint8Array([0x0a]);

export class Lane<In, Out extends object> {
  readonly #options: LaneOptions<In>;
  readonly #splitter: Splitter;
  #held = false;
  #chokedByWrite = false;
  /** No more bytes will come; what has come may still wait for `release`. */
  #sourceDry = false;
  #ended = false;
  #draining = false;
  #lateFrame: NodeJS.Timeout | undefined;

  constructor(options: LaneOptions<In>) {
    this.#options = options;
    this.#splitter = new Splitter(options.cap);
    const { stream } = options;
    stream.on('data', (chunk: Uint8Array) => {
      this.#splitter.feed(chunk);
      this.#drain();
    });
    stream.on('drain', () => {
      this.#chokedByWrite = false;
      this.#drain();
      options.onDrain?.();
    });
    stream.on('end', () => {
      this.#sourceDry = true;
      this.#drain();
    });
    stream.on('close', () => {
      this.#sourceDry = true;
      this.#chokedByWrite = false;
      this.#drain();
    });
    // A reset of a socket pair means the other process is gone; 'close' follows and ends the lane.
    stream.on('error', () => {
      stream.destroy();
    });
  }

  /** Sent and not yet taken by the other side. */
  get unreadBytes(): number {
    return this.#options.stream.writableLength;
  }

  send(frame: Out): void {
    this.#write(frameBytes(frame));
  }

  /** The original bytes of a frame that came in on another lane. */
  forward(line: Uint8Array): void {
    this.#write(line);
    this.#write(NEWLINE);
  }

  /** Stops reading: what has arrived waits, and then the other side does. */
  hold(): void {
    this.#held = true;
    this.#stopReading();
  }

  release(): void {
    this.#held = false;
    this.#drain();
  }

  close(): void {
    this.#ended = true;
    this.#stopClock();
    this.#options.stream.destroy();
  }

  /** Sends what is queued, then closes. */
  finish(): void {
    this.#options.stream.end();
  }

  /** The last word of a process that leaves once it has been sent. */
  last(frame: Out, onSent: () => void): void {
    this.#options.stream.once('finish', onSent);
    this.send(frame);
    this.finish();
  }

  #write(bytes: Uint8Array): void {
    const { stream } = this.#options;
    if (this.#ended || stream.writableEnded || stream.destroyed) return;
    stream.write(bytes);
    if (stream.writableLength > LIMITS.unreadBytes) this.#chokedByWrite = true;
  }

  /** Hands out whole frames until the chunk is used up or somebody holds the lane. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      this.#handOut();
    } finally {
      this.#draining = false;
    }
  }

  #handOut(): void {
    for (;;) {
      if (this.#ended) return;
      if (this.#held || this.#chokedByWrite) {
        this.#stopReading();
        return;
      }
      const line = this.#splitter.next();
      if (!line.ok) {
        this.#break(line.error);
        return;
      }
      if (line.value === undefined) break;
      this.#stopClock();
      const frame = parseFrame(line.value, this.#options.schema);
      if (!frame.ok) {
        this.#break(frame.error);
        return;
      }
      this.#options.onFrame(frame.value, line.value);
    }
    if (this.#sourceDry) {
      this.#end();
      return;
    }
    if (this.#splitter.isMidFrame) this.#startClock();
    this.#options.stream.resume();
  }

  #stopReading(): void {
    this.#stopClock();
    this.#options.stream.pause();
  }

  /** T-IPC: a frame that drips in byte by byte would hold its buffer for ever. */
  #startClock(): void {
    this.#lateFrame ??= setTimeout(() => {
      this.#break(violation('frame-too-slow', `a frame took longer than ${String(LIMITS.frameMilliseconds)} ms`));
    }, LIMITS.frameMilliseconds).unref();
  }

  /** A frame is complete, or it is we who do not read: its time does not count. */
  #stopClock(): void {
    clearTimeout(this.#lateFrame);
    this.#lateFrame = undefined;
  }

  #break(broken: Violation): void {
    this.close();
    this.#options.onViolation(broken);
  }

  #end(): void {
    this.#ended = true;
    this.#stopClock();
    if (this.#splitter.isMidFrame) this.#options.onViolation(violation('cut-off', 'the last frame has no newline'));
    else this.#options.onEnd();
  }
}
