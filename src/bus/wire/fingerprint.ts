import { hashBytes, hashName } from "../../kernel/hash.ts";
import type { Fields } from "../store.ts";

/** Tells entries apart that have the same id, one from before a failover and one from after. */
export const fingerprint = (fields: Fields): number =>
  fields.reduce<number>(
    (hash, item) => (Math.imul(hash, 31) + (typeof item === "string" ? hashName(item) : hashBytes(item))) >>> 0, 0,
  );
