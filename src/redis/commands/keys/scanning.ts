import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { matchesGlob } from "../../server/glob.ts";
import { ReplyError } from "../../server/reply.ts";
import { cursorArgument, scanOptions } from "../sets/scan-options.ts";

const TYPES: ReadonlySet<string> = new Set(["string", "list", "set", "zset", "hash", "stream"]);

/** KEYS pattern. */
export const keys: Run = ({ db }, args) => {
  const pattern = args[1] as Bytes;
  const found: Bytes[] = [];
  for (const key of db.keys()) if (pattern === "*" || matchesGlob(pattern, key)) found.push(key);
  return found;
};

/** SCAN cursor [MATCH pattern] [COUNT count] [TYPE type]. */
export const scan: Run = (context, args) => {
  const from = cursorArgument(args[1] as Bytes, context.compat);
  const types: string[] = [];
  const { count, matches } = scanOptions(context, args, 2, (name, value) => {
    if (name !== "type" || value === undefined) return 0;
    types.push(typeArgument(context, value));
    return 2;
  });
  const type = types.at(-1);
  const { db } = context;
  const { cursor, keys: visited } = db.scan(from, count);
  const found = visited.filter((key) => {
    if (!matches(key)) return false;
    const value = db.peek(key);
    return value !== undefined && (type === undefined || value.type === type);
  });
  return [String(cursor), found];
};

/** Older servers find nothing of a type that they do not know. */
function typeArgument({ compat }: CommandContext, text: Bytes): string {
  const name = text.toLowerCase();
  if (!TYPES.has(name) && atLeast(compat, "8.0")) throw new ReplyError(`ERR unknown type name '${text}'`);
  return name;
}

/** A replica may hold nothing but keys that have expired; so often it tries. */
const TRIES = 100;

/** RANDOMKEY. */
export const randomkey: Run = ({ db, server }) => {
  for (let tries = 0; ; tries++) {
    const key = db.randomKey(server.random);
    if (key === undefined || db.peek(key) !== undefined || (tries >= TRIES && db.hidesExpired)) return key ?? null;
  }
};

/** DBSIZE. */
export const dbsize: Run = ({ db }) => db.size;
