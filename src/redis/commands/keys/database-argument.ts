import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import type { Database } from "../../server/database.ts";
import { parseInteger } from "../../server/int64.ts";
import { notAnInteger, ReplyError } from "../../server/reply.ts";

const MAX_INT32 = 2_147_483_647;

/** Another database at the time of this command; undefined when there is none of that number. */
function databaseAt(context: CommandContext, index: number): Database | undefined {
  const database = context.server.databases[index];
  if (database !== undefined) database.nowMs = context.nowMs;
  return database;
}

const outOfRange = (): ReplyError => new ReplyError("ERR DB index is out of range");

/** The database of that number. Throws what MOVE and COPY answer when there is none. */
export function databaseArgument(context: CommandContext, text: Bytes): Database {
  const index = parseInteger(text);
  if (index === undefined) throw notAnInteger();
  if (index > MAX_INT32 || index < -MAX_INT32 - 1) {
    throw new ReplyError("ERR value is out of range, value must between -2147483648 and 2147483647");
  }
  const database = databaseAt(context, Number(index));
  if (database === undefined) throw outOfRange();
  return database;
}

const isIndex = (text: Bytes): boolean => {
  const index = parseInteger(text);
  return index !== undefined && index <= MAX_INT32 && index >= -MAX_INT32 - 1;
};

/** Two databases. Throws what SWAPDB answers when one of them is none. */
export function databasePair(context: CommandContext, first: Bytes, second: Bytes): readonly [Database, Database] {
  if (!isIndex(first)) throw new ReplyError("ERR invalid first DB index");
  if (!isIndex(second)) throw new ReplyError("ERR invalid second DB index");
  const left = databaseAt(context, Number(first));
  const right = databaseAt(context, Number(second));
  if (left === undefined || right === undefined) throw outOfRange();
  return [left, right];
}
