// How Node is started, wherever we start it.

/**
 * For every process of ours. They live for seconds and many investigations run beside each other: Node would rather take memory than look
 * for what it may give back, and start a thread for each core.
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=2', '--v8-pool-size=1'];
