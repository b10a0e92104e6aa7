/** The longest wait for entries that a read may ask for, in ms. */
export const LONGEST_BLOCK_MS = 5_000;

/** How much longer than it should take an answer or a connection is waited for before it is given up, in ms. */
const GRACE_MS = 2_000;

/**
 * ioredis would send commands again whose reply was lost, though the server has executed them, and would keep commands
 * while there is no connection: both are left to the caller, who knows what a repetition means.
 */
const ONCE = {
  connectTimeout: GRACE_MS, maxRetriesPerRequest: 0, enableOfflineQueue: false, autoResendUnfulfilledCommands: false,
} as const;

/**
 * For a client that appends. A command that takes too long is given up with its outcome unknown; a connection on which
 * nothing comes any more is closed, because a machine that has lost its power never says so.
 */
export const PRODUCER_OPTIONS = { ...ONCE, commandTimeout: 1_000, socketTimeout: GRACE_MS } as const;

/**
 * For a client that reads, on a connection of its own. What does not come in time ends the connection, and so is an
 * error: `blockingTimeout` would make it an empty reply, though entries may have been delivered that only the
 * consumer's history shows, and would wait for ever for what was sent along with the read.
 */
export const CONSUMER_OPTIONS = { ...ONCE, socketTimeout: LONGEST_BLOCK_MS + GRACE_MS } as const;
