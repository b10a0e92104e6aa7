import type { Bytes } from "../../server/bytes.ts";
import { exponentialText, fixedText, generalText } from "./decimal.ts";
import type { Machine } from "./machine.ts";
import { argumentFault, checkBytes, checkNumber } from "./native.ts";
import type { LuaValue } from "./value.ts";

interface Specification {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

const SPECIFICATION = /([-+ #0]*)(\d*)(?:\.(\d*))?/y;
/** Longer strings are written whole, whatever the width says. */
const LONG = 100;

/** `string.format`: C's printf with the checks of Lua 5.1. */
export function format(machine: Machine, args: readonly LuaValue[]): Bytes {
  const template = checkBytes(machine, args, 1);
  let text = "";
  let position = 1;
  for (let at = 0; at < template.length;) {
    const next = template.indexOf("%", at);
    if (next < 0) return text + template.slice(at);
    text += template.slice(at, next);
    if (template[next + 1] === "%") {
      text += "%";
      at = next + 2;
      continue;
    }
    const { specification, end } = specificationAt(machine, template, next + 1);
    text += formatted(machine, args, ++position, specification, template[end] ?? "\0");
    machine.reserve(text.length >>> 4);
    at = end + 1;
  }
  return text;
}

function specificationAt(machine: Machine, template: Bytes, at: number): { specification: Specification; end: number } {
  SPECIFICATION.lastIndex = at;
  const [all, flags = "", width = "", precision] = SPECIFICATION.exec(template) as RegExpExecArray;
  if (flags.length > 5) throw machine.fault("invalid format (repeated flags)");
  if (width.length > 2 || (precision ?? "").length > 2)
    throw machine.fault("invalid format (width or precision too long)");
  const specification = {
    flags, width: Number(width), precision: precision === undefined ? undefined : Number(precision),
  };
  return { specification, end: at + all.length };
}

function formatted(
  machine: Machine, args: readonly LuaValue[], position: number, specification: Specification, conversion: string,
): Bytes {
  if (position > args.length) throw argumentFault(machine, position, "no value");
  switch (conversion) {
    case "c":
      return padded(specification, String.fromCharCode(checkNumber(machine, args, position) & 255)).replace("\0", "");
    case "d": case "i": {
      const value = wholeOf(checkNumber(machine, args, position));
      return number(specification, value < 0n, digits(specification, (value < 0n ? -value : value).toString()));
    }
    case "u": case "o": case "x": case "X":
      return unsigned(specification, BigInt.asUintN(64, wholeOf(checkNumber(machine, args, position))), conversion);
    case "e": case "E": case "f": case "g": case "G":
      return float(specification, checkNumber(machine, args, position), conversion);
    case "q": return quoted(checkBytes(machine, args, position));
    case "s": return string(specification, checkBytes(machine, args, position));
    default:
      throw machine.fault(
        conversion === "\0" ? "invalid option '%' to 'format'" : `invalid option '%${conversion}' to 'format'`,
      );
  }
}

/** A double as a 64-bit integer, the way that processors cut it: what does not fit is the smallest. */
function wholeOf(value: number): bigint {
  if (!(Math.abs(value) < 2 ** 63)) return value >= 2 ** 63 && value < 2 ** 64 ? BigInt(value) : -(2n ** 63n);
  return BigInt(Math.trunc(value));
}

function digits({ precision }: Specification, text: string): string {
  return precision === 0 && text === "0" ? "" : text.padStart(precision ?? 1, "0");
}

function unsigned(specification: Specification, value: bigint, conversion: string): Bytes {
  const radix = conversion === "o" ? 8 : conversion === "u" ? 10 : 16;
  let text = digits(specification, value.toString(radix));
  let prefix = "";
  if (specification.flags.includes("#") && value !== 0n) {
    if (radix === 8 && !text.startsWith("0")) text = `0${text}`;
    if (radix === 16) prefix = "0x";
  }
  const padding = zeros(specification, prefix.length + text.length);
  const whole = padded(specification, prefix + padding + text);
  return conversion === "X" ? whole.toUpperCase() : whole;
}

function zeros({ flags, width, precision }: Specification, length: number): string {
  return flags.includes("0") && !flags.includes("-") && precision === undefined
    ? "0".repeat(Math.max(0, width - length))
    : "";
}

const signOf = ({ flags }: Specification, isNegative: boolean): string =>
  isNegative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";

function number(specification: Specification, isNegative: boolean, text: string): Bytes {
  const sign = signOf(specification, isNegative);
  return padded(specification, sign + zeros(specification, sign.length + text.length) + text);
}

function float(specification: Specification, value: number, conversion: string): Bytes {
  const { flags, precision = 6 } = specification;
  const keep = flags.includes("#");
  const kind = conversion.toLowerCase();
  const text = kind === "f" ? fixedText(value, precision, keep)
    : kind === "e" ? exponentialText(value, precision, keep) : generalText(value, precision, keep);
  const isNegative = text.startsWith("-");
  // A precision does not keep floats from being filled with zeros, as it does integers; words are never filled.
  const filling = {
    ...specification,
    precision: undefined, flags: Number.isFinite(value) ? flags : flags.replaceAll("0", ""),
  };
  const whole = number(filling, isNegative, isNegative ? text.slice(1) : text);
  return conversion === "E" || conversion === "G" ? whole.toUpperCase() : whole;
}

function string(specification: Specification, text: Bytes): Bytes {
  if (specification.precision === undefined && text.length >= LONG) return text;
  // C's strings end at their first zero.
  const cut = text.indexOf("\0");
  const visible = cut < 0 ? text : text.slice(0, cut);
  return padded(
    specification, specification.precision === undefined ? visible : visible.slice(0, specification.precision),
  );
}

const padded = ({ flags, width }: Specification, text: Bytes): Bytes =>
  flags.includes("-") ? text.padEnd(width) : text.padStart(width);

const QUOTED: Readonly<Record<string, string>> = { "\0": "\\000", "\r": "\\r", "\n": "\\\n", "\\": "\\\\", '"': '\\"' };

 
const quoted = (text: Bytes): Bytes => `"${text.replace(/[\0\r\n\\"]/g, (character) => QUOTED[character] as string)}"`;
