/**
 * The first element of a row of a data block. A row is `[kind, delta, channel, …]`, for REST
 * `[kind, delta, source, …]`, with `delta` the nanoseconds since the row before and `channel` an index of the block's
 * table of `[source, connection]`.
 */
export const ROW = {
  textFrame: 0,
  binaryFrame: 1,
  connect: 2,
  disconnect: 3,
  send: 4,
  rest: 5,
} as const;
