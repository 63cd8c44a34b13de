// How Node is started, wherever we start it.

/**
 * For every process of ours. They live for seconds and many investigations run beside each other: Node would rather take memory than look
 * for what it may give back, and start a thread for each core.
 */
const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=2', '--v8-pool-size=1'];

/** No thread beside the one that works: a fifth less processor in all, and a sixth slower where a processor is idle. */
const ONE_THREAD = '--single-threaded';

/** Of a run that shares the processors with others. */
export const SHARING_FLAGS: readonly string[] = [...NODE_FLAGS, ONE_THREAD];

/** `own` are the flags of the process that asks: whoever shares the processors starts nobody who does not. */
export function nodeFlags(own: readonly string[]): readonly string[] {
  return own.includes(ONE_THREAD) ? SHARING_FLAGS : NODE_FLAGS;
}
