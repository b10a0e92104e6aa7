import { StoreError } from "../../bus/store.ts";

const MISSING =
  /^(NOGROUP|UNBLOCKED the stream key no longer exists)|^ERR (no such key|The XGROUP subcommand requires the key to exist)/;

/**
 * What a failure of ioredis says about the store. The server's own errors are answers; anything else (a closed
 * connection, a timeout, a queue given up) leaves open what became of the command.
 */
export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (!(error instanceof Error)) return new StoreError("unknown", String(error));
  return error.name === "ReplyError" ? refusalOf(error.message) : new StoreError("unknown", error.message);
}

/** What the server's own error says about the store. */
export function refusalOf(message: string): StoreError {
  if (message.startsWith("FENCED ")) return new StoreError("fenced", message);
  return new StoreError(MISSING.test(message) ? "missing" : "refused", message);
}
