/**
 * The plain bytes of an input, front to back. Chunks are bounded (48 MiB at most) and never written to again, so a
 * reader may keep views into them.
 */
export interface ByteStream {
  /** For messages: the path as the user gave it. */
  readonly name: string;
  /**
   * The next bytes, never empty; undefined at the end.
   *
   * @throws {WavetankError} E_CAPTURE_TRUNCATED or E_CAPTURE_CORRUPT - the input is damaged. What precedes the
   * damage has been handed out; so may have been what follows it, since a checksum is known to be wrong only at its
   * end. Every further call throws again.
   */
  next(): Uint8Array | undefined;
}
