import { HashValue, type HashLimits } from "../../hashes/hash-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";

export const hashAt = (context: CommandContext, key: Bytes): HashValue | undefined =>
  context.db.getOf<HashValue>(key, "hash");

export const hashLimits = ({ server: { config } }: CommandContext): HashLimits =>
  ({ entries: config.number("hash-max-listpack-entries"), value: config.number("hash-max-listpack-value") });

/** Sets one field; true when it is new. `args` are the command's: the longest of them decides about the encoding. */
export function setField(context: CommandContext, args: readonly Bytes[], field: Bytes, value: Bytes): boolean {
  const key = args[1] as Bytes;
  const existing = hashAt(context, key);
  const hash = existing ?? new HashValue();
  const limits = hashLimits(context);
  hash.prepareFor(args, 2, limits);
  const added = hash.set(field, value, limits);
  afterChange(context, key, hash, existing === undefined);
  return added;
}

export function afterChange(context: CommandContext, key: Bytes, hash: HashValue, isNew: boolean): void {
  if (isNew) context.db.set(key, hash);
  else context.db.touch(key);
  context.changed();
}
