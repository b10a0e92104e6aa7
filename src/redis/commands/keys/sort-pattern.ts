import type { HashValue } from "../../hashes/hash-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { Database } from "../../server/database.ts";
import type { StringValue } from "../../strings/string-value.ts";

/**
 * What a pattern of SORT gives for an element: `#` the element, `key*` the string there, `key*->field` that of a hash.
 */
export function lookUp(db: Database, pattern: Bytes, element: Bytes): Bytes | undefined {
  if (pattern === "#") return element;
  const star = pattern.indexOf("*");
  if (star < 0) return undefined;
  const arrow = pattern.indexOf("->", star + 1);
  const hasField = arrow >= 0 && arrow + 2 < pattern.length;
  const key = pattern.slice(0, star) + element + pattern.slice(star + 1, hasField ? arrow : undefined);
  const value = db.get(key);
  if (hasField) return value?.type === "hash" ? (value as HashValue).get(pattern.slice(arrow + 2)) : undefined;
  return value?.type === "string" ? (value as StringValue).text : undefined;
}
