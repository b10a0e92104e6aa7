import type { Lane } from "../kit/lane.ts";
import { directServer } from "./direct-server.ts";
import { FIELD, VALUE } from "./entry.ts";

/** XADD into a stream that is kept at about `length` entries. */
export function open(length: number): Lane {
  const { run } = directServer();
  for (let i = 0; i < length; i++) run(["XADD", "s", "*", FIELD, VALUE]);
  const command = ["XADD", "s", "MAXLEN", "~", String(length), "*", FIELD, VALUE];
  return {
    run(operations) {
      for (let i = 0; i < operations; i++) run(command);
      const held = Number(run(["XLEN", "s"]));
      if (held < length || held > length + 200) throw new Error(`${held} entries are held, not about ${length}`);
      return { operations };
    },
  };
}
