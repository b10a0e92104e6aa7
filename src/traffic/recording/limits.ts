/** Format name, as reports and `TrafficSource.format` show it. */
export const RECORDING_FORMAT = "wavetank-recording/1";

/**
 * What a recording may hold at most. The writer refuses more, the reader refuses a file that claims more: no length in
 * a file decides how much memory is taken. They are part of the format: see FORMAT.md.
 */
export const LIMITS = {
  /** A frame, a sent frame or a REST body: 64 MiB. */
  bodyBytes: 64 * 1024 * 1024,
  /** A venue's or a connection's name in UTF-8. */
  nameBytes: 4 * 1024,
  /** An address, a reason or a URL in UTF-8. */
  textBytes: 64 * 1024,
  sources: 4_096,
  /** The header's payload, all configuration texts together. */
  headerBytes: 4 * 1024 * 1024,
  blockRecords: 65_536,
  /** The payload of a block of several records, before compression. */
  blockBytes: 4 * 1024 * 1024,
  /** The payload of a block of one record: a body of the greatest length, with its names. */
  loneRecordBytes: 65 * 1024 * 1024,
  indexEntries: 1_024,
} as const;

/**
 * When the writer ends a block. Measured on captured Binance and Kraken frames: against 128 KiB, blocks of 64 KiB make
 * a file 2 % larger and a seek take 0.2 instead of 0.3 ms; blocks of 256 KiB make it 1 % smaller and take 0.4 ms. A
 * kill costs the block that is not yet written.
 */
export const BLOCK_TARGET = { bytes: 128 * 1024, records: 1_024 } as const;
