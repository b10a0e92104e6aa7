/**
 * The bytes of a client are no commands: it is told `message`, an error reply as it stands, and the connection closes.
 */
export class ProtocolError extends Error {
  constructor(what: string) {
    super(`ERR Protocol error: ${what}`);
    this.name = "ProtocolError";
  }
}

/** A client holds more bytes in the server than it may: the connection closes without a word. */
export class QueryBufferOverflow extends Error {
  constructor(bytes: number) {
    super(`a client's query buffer holds ${bytes} bytes, more than client-query-buffer-limit`);
    this.name = "QueryBufferOverflow";
  }
}
