import type { ConnectionOptions } from "bullmq";
import { WavetankError } from "../../kernel/error.ts";

/** BullMQ's connection for redis://[user[:password]@]host[:port][/db] or rediss://…; @throws {WavetankError} E_QUEUE */
export function redisConnection(address: string): ConnectionOptions {
  let url: URL;
  try {
    url = new URL(address);
  } catch (error) {
    throw notAnAddress(address, error);
  }
  if ((url.protocol !== "redis:" && url.protocol !== "rediss:") || url.hostname === "" || !/^(\/\d*)?$/.test(url.pathname)) throw notAnAddress(address);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port === "" ? 6_379 : url.port), db: Number(url.pathname.slice(1)),
    maxRetriesPerRequest: null,
    ...(url.username === "" ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === "" ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.protocol === "rediss:" ? { tls: {} } : {}),
  };
}

const notAnAddress = (address: string, cause?: unknown): WavetankError =>
  new WavetankError("E_QUEUE", `"${address.replace(/\/\/[^@/]*@/, "//…@")}" is no address of a queue`, {
    expected: "redis://[user[:password]@]host[:port][/db] or rediss://…",
  }, cause);
