import { Buffer } from "node:buffer";

/** Uint8Arrays as the Buffers that ioredis sends unchanged. */
export const sendable = (value: string | Uint8Array): string | Buffer =>
  (typeof value === "string" ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength));
