import { WavetankError } from "../../kernel/error.ts";
import { FAULT_NAMES, type FaultName, type FaultRates } from "./fault-table.ts";

const UNIT_US: Readonly<Record<string, number>> = { us: 1, ms: 1_000, s: 1_000_000 };
const DURATION = /^(\d+(?:\.\d+)?)(us|ms|s)$/;
const RATE = /^(?:0?\.\d+|0|1|1\.0+)$/;

const EXAMPLE = "drop=0.01,delay=0.1:5ms..50ms,reply-lost=0.005";

interface Item {
  readonly text: string;
  /** Of its first character in the whole specification, from 1. */
  readonly at: number;
}

/**
 * Reads what is to go wrong: `name=RATE` items with commas between, a rate from 0 to 1 being the share of commands (or
 * connections, or chunks) that meet the fault. Delays are `delay=[RATE:]TIME[..TIME]`, times in us, ms or s.
 *
 * @throws {WavetankError} E_FAULT_SPEC - with the place and what could have stood there.
 */
export function parseFaultSpec(spec: string): FaultRates {
  const rates: Partial<Record<FaultName, number>> = {};
  let delayUs: readonly [number, number] = [0, 0];
  for (const item of split(spec, ",", 1)) {
    const equals = item.text.indexOf("=");
    const name = (equals < 0 ? item.text : item.text.slice(0, equals)).trim();
    if (!isFault(name)) throw bad(spec, item.at, `there is no fault "${name}"`, `one of ${FAULT_NAMES.join(", ")}`);
    if (equals < 0)
      throw bad(spec, item.at + item.text.length, `"${name}" has no rate`, `${name}=RATE, a rate from 0 to 1`);
    if (rates[name] !== undefined) throw bad(spec, item.at, `"${name}" stands here a second time`, "each fault once");
    const value = { text: item.text.slice(equals + 1), at: item.at + equals + 1 };
    if (name === "delay") [rates[name], delayUs] = delay(spec, value);
    else rates[name] = rate(spec, value);
  }
  return { rates, delayUs };
}

function delay(spec: string, { text, at }: Item): readonly [number, readonly [number, number]] {
  const colon = text.indexOf(":");
  const share = colon < 0 ? 1 : rate(spec, { text: text.slice(0, colon), at });
  const times = split(text.slice(colon + 1), "..", at + colon + 1).map((item) => duration(spec, item));
  const [least = 0, most = least] = times;
  if (times.length > 2 || most < least) {
    throw bad(spec, at + colon + 1, `"${text.slice(colon + 1)}" is no range`, "TIME..TIME, the shorter one first");
  }
  return [share, [least, most]];
}

function rate(spec: string, { text, at }: Item): number {
  if (!RATE.test(text.trim())) throw bad(spec, at, `"${text}" is no rate`, "a number from 0 to 1, such as 0.01");
  return Number(text);
}

function duration(spec: string, { text, at }: Item): number {
  const match = DURATION.exec(text.trim());
  if (match === null) throw bad(spec, at, `"${text}" is no time`, "a number with us, ms or s, such as 5ms");
  return Math.round(Number(match[1]) * (UNIT_US[match[2] as string] as number));
}

function split(text: string, separator: string, start: number): Item[] {
  let at = start;
  return text.split(separator).map((part) => {
    const item = { text: part, at };
    at += part.length + separator.length;
    return item;
  });
}

const isFault = (name: string): name is FaultName => (FAULT_NAMES as readonly string[]).includes(name);

const bad = (spec: string, at: number, found: string, expected: string): WavetankError =>
  new WavetankError("E_FAULT_SPEC", `${found}, at character ${at} of the faults`, {
    where: `"${spec}"`, expected, hint: `write, for example, ${EXAMPLE}`,
  });
