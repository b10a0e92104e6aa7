import { openBase } from "./library/base.ts";
import { openCoroutine } from "./library/coroutine.ts";
import { openMath } from "./library/math.ts";
import { openString } from "./library/string.ts";
import { openTable } from "./library/table.ts";
import type { Lrand48 } from "./lrand48.ts";
import { Machine } from "./machine.ts";

/** A Lua 5.1 state with the libraries that compute and do nothing else. */
export function openState(random: Lrand48): Machine {
  const machine = new Machine();
  const { globals } = machine;
  openBase(machine);
  globals.set("coroutine", openCoroutine(machine));
  globals.set("table", openTable(machine));
  globals.set("string", openString(machine));
  globals.set("math", openMath(machine, random));
  return machine;
}
