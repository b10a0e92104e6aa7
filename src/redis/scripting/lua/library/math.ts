import type { Lrand48 } from "../lrand48.ts";
import type { Machine } from "../machine.ts";
import { argumentFault, checkInteger, checkNumber, register, type Native } from "../native.ts";
import { LuaTable } from "../value.ts";
import { TRANSCENDENTAL, TRANSCENDENTAL_OF_TWO } from "./transcendental.ts";

/** `math`, as in Lua 5.1, with the random numbers of Redis. */
export function openMath(machine: Machine, random: Lrand48): LuaTable {
  const table = new LuaTable();
  const ofOne = (compute: (x: number) => number): Native => (args) => compute(checkNumber(machine, args, 1));
  for (const [name, compute] of Object.entries(TRANSCENDENTAL)) register(table, { [name]: ofOne(compute) });
  register(table, {
    abs: ofOne(Math.abs), ceil: ofOne(Math.ceil), floor: ofOne(Math.floor), sqrt: ofOne(Math.sqrt),
    deg: ofOne((x) => x / (Math.PI / 180)), rad: ofOne((x) => x * (Math.PI / 180)),
    ...ofTwo(machine), ...parts(machine), ...chance(machine, random),
  });
  table.set("pi", Math.PI);
  table.set("huge", Infinity);
  return table;
}

function ofTwo(machine: Machine): Record<string, Native> {
  const remainder: Native = (args) => checkNumber(machine, args, 1) % checkNumber(machine, args, 2);
  const extreme = (isBetter: (value: number, best: number) => boolean): Native => (args) => {
    let best = checkNumber(machine, args, 1);
    for (let i = 2; i <= args.length; i++) {
      const value = checkNumber(machine, args, i);
      if (isBetter(value, best)) best = value;
    }
    return best;
  };
  return {
    fmod: remainder, mod: remainder,
    pow: (args) => checkNumber(machine, args, 1) ** checkNumber(machine, args, 2),
    atan2: (args) => TRANSCENDENTAL_OF_TWO.atan2(checkNumber(machine, args, 1), checkNumber(machine, args, 2)),
    ldexp: (args) => scaled(checkNumber(machine, args, 1), checkInteger(machine, args, 2)),
    max: extreme((value, best) => value > best),
    min: extreme((value, best) => value < best),
  };
}

function parts(machine: Machine): Record<string, Native> {
  return {
    frexp: (args) => {
      let mantissa = checkNumber(machine, args, 1);
      let exponent = 0;
      if (mantissa === 0 || !Number.isFinite(mantissa)) return [mantissa, 0];
      for (; Math.abs(mantissa) >= 1; exponent++) mantissa /= 2;
      for (; Math.abs(mantissa) < 0.5; exponent--) mantissa *= 2;
      return [mantissa, exponent];
    },
    modf: (args) => {
      const value = checkNumber(machine, args, 1);
      const whole = Math.trunc(value);
      return [whole, Number.isFinite(value) ? value - whole : 0];
    },
  };
}

/** In two steps where one factor would not fit a double. */
function scaled(mantissa: number, exponent: number): number {
  const bounded = Math.max(-2_200, Math.min(2_200, exponent));
  const half = Math.trunc(bounded / 2);
  return mantissa * 2 ** half * 2 ** (bounded - half);
}

function chance(machine: Machine, random: Lrand48): Record<string, Native> {
  return {
    random: (args) => {
      const fraction = random.fraction();
      if (args.length === 0) return fraction;
      if (args.length > 2) throw machine.fault("wrong number of arguments");
      const low = args.length === 1 ? 1 : checkInteger(machine, args, 1);
      const high = checkInteger(machine, args, args.length);
      if (low > high) throw argumentFault(machine, args.length, "interval is empty");
      return Math.floor(fraction * (high - low + 1)) + low;
    },
    randomseed: (args) => {
      random.seed(checkInteger(machine, args, 1));
      return [];
    },
  };
}
