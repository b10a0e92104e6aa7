import { StoreError } from "../../bus/store.ts";

const MISSING = /^(NOGROUP|UNBLOCKED the stream key no longer exists)|^ERR (no such key|The XGROUP subcommand requires the key to exist)/;

/**
 * What a failure of ioredis says about the store. The server's own errors are answers; anything else (a closed
 * connection, a timeout, a queue given up) leaves open what became of the command.
 */
export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (!(error instanceof Error)) return new StoreError("unknown", String(error));
  if (error.name !== "ReplyError") return new StoreError("unknown", error.message);
  if (error.message.startsWith("FENCED ")) return new StoreError("fenced", error.message);
  return new StoreError(MISSING.test(error.message) ? "missing" : "refused", error.message);
}
