import { elementRange } from "../../lists/element-range.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { integer } from "./integer-arguments.ts";
import { listAt } from "./list-access.ts";

export const llen: Run = (context, args) => listAt(context, args[1] as Bytes)?.length ?? 0;

export const lindex: Run = (context, args) => {
  const list = listAt(context, args[1] as Bytes);
  if (list === undefined) return null;
  const asked = integer(args[2]);
  const index = asked < 0 ? asked + list.length : asked;
  return index < 0 || index >= list.length ? null : list.at(index);
};

export const lrange: Run = (context, args) => {
  const first = integer(args[2]);
  const last = integer(args[3]);
  const list = listAt(context, args[1] as Bytes);
  if (list === undefined) return [];
  const { start, end } = elementRange(first, last, list.length);
  return list.slice(start, end);
};
