import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { MapReply } from "../../server/reply.ts";
import { hashAt } from "./hash-access.ts";

/** HGET key field. */
export const hget: Run = (context, args) => hashAt(context, args[1] as Bytes)?.get(args[2] as Bytes) ?? null;

/** HMGET key field…. */
export const hmget: Run = (context, args) => {
  const hash = hashAt(context, args[1] as Bytes);
  return args.slice(2).map((field) => hash?.get(field) ?? null);
};

/** HGETALL key. */
export const hgetall: Run = (context, args) => {
  const items: Bytes[] = [];
  for (const [field, value] of hashAt(context, args[1] as Bytes) ?? []) items.push(field, value);
  return new MapReply(items);
};

/** HKEYS key. */
export const hkeys: Run = (context, args) => [...(hashAt(context, args[1] as Bytes)?.fields() ?? [])];

/** HVALS key. */
export const hvals: Run = (context, args) => [...(hashAt(context, args[1] as Bytes)?.values() ?? [])];

/** HLEN key. */
export const hlen: Run = (context, args) => hashAt(context, args[1] as Bytes)?.size ?? 0;

/** HEXISTS key field. */
export const hexists: Run = (context, args) =>
  hashAt(context, args[1] as Bytes)?.has(args[2] as Bytes) === true ? 1 : 0;

/** HSTRLEN key field. */
export const hstrlen: Run = (context, args) => hashAt(context, args[1] as Bytes)?.get(args[2] as Bytes)?.length ?? 0;
