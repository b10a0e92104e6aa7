import type { Bytes } from "../../server/bytes.ts";
import { LuaTable, type LuaFunction, type LuaObject, type LuaValue, type Results } from "./value.ts";

/** A place in a function: what an error there says. */
export interface Site {
  readonly line: number;
  /** What the called function, or the left or only operand, is called in the source: `global 'x'`. */
  readonly subject?: string | undefined;
  /** The right operand. */
  readonly other?: string | undefined;
  /** The bare name of a called function, for the errors of its arguments. */
  readonly called?: Bytes | undefined;
  readonly isMethod?: boolean;
}

/** An error on its way to whoever catches it. `source` and `line` say where in a script it came about. */
export class LuaError extends Error {
  readonly value: LuaValue;
  readonly source: string | undefined;
  readonly line: number;

  constructor(value: LuaValue, source: string | undefined, line: number) {
    super(typeof value === "string" ? value : "a Lua value");
    this.value = value;
    this.source = source;
    this.line = line;
  }
}

/** The script was ended because it would have run on for too long. Scripts cannot catch it. */
export class Overrun extends Error {
  readonly source: string | undefined;
  readonly line: number;

  constructor(source: string | undefined, line: number) {
    super("the script ran for too long");
    this.source = source;
    this.line = line;
  }
}

/** What a frame shows of the function that it belongs to. */
export interface Caller {
  readonly parent: Caller | undefined;
  /** As errors name the source; undefined in functions of the host. */
  readonly chunk: string | undefined;
  /** The call that is being made. */
  site: Site;
  readonly function: LuaFunction;
  /** Calls that this one took the place of. */
  readonly replaced: number;
}

/** What a running coroutine shows of itself. */
export interface RunningThread extends LuaObject {
  status: "suspended" | "running" | "normal" | "dead";
}

export interface Limits {
  /** Loop turns, calls and pieces of work of library functions that one run may take. */
  readonly steps: number;
  /** Bytes that one run may ask for, whether or not it still holds them. */
  readonly bytes: number;
}

/**
 * How much of JavaScript's stack calls may take, in expressions within expressions: some 300 to 800 calls, two thirds
 * of what the default stack has room for. Real Lua goes to 20,000 calls.
 */
const MAX_DEPTH = 8_000;
/** A call's own share. */
export const CALL_DEPTH = 6;
const MAX_STRING = 2 ** 28;
/** Addresses that scripts see count up from here, in the order in which they are looked at. */
const FIRST_ADDRESS = 0x7f00_0000_1000;
/** Where functions of the host are. */
export const NO_SITE: Site = { line: -1 };

/** What all functions of one Lua state share. */
export class Machine {
  readonly globals = new LuaTable();
  readonly stringMetatable = new LuaTable();
  caller: Caller | undefined;
  depth = 0;
  /** The coroutine that runs; undefined in the main thread. */
  thread: RunningThread | undefined;
  steps = 0;
  #bytes = 0;
  readonly #addresses = new WeakMap<LuaObject, number>();
  #nextAddress = FIRST_ADDRESS;

  /** Before a run from outside. */
  begin(limits: Limits): void {
    this.#nextAddress = FIRST_ADDRESS;
    this.caller = undefined;
    this.thread = undefined;
    this.depth = 0;
    this.steps = limits.steps;
    this.#bytes = limits.bytes;
  }

  spend(steps: number): void {
    if ((this.steps -= steps) < 0) this.overrun();
  }

  overrun(line?: number): never {
    const innermost = this.#innermost();
    throw new Overrun(innermost?.chunk, line ?? innermost?.site.line ?? -1);
  }

  allocate(bytes: number): void {
    if ((this.#bytes -= bytes) < 0) {
      this.#bytes = 0;
      throw this.error("not enough memory");
    }
  }

  /** A string about to be made. */
  reserve(length: number): void {
    if (length > MAX_STRING) throw this.error("not enough memory");
    this.allocate(length);
    this.spend(length >>> 6);
  }

  /** Two strings about to be joined: the result shares both, so only the shorter one's length is asked for. */
  join(left: number, right: number): void {
    if (left + right > MAX_STRING) throw this.error("not enough memory");
    const shorter = left < right ? left : right;
    this.allocate(shorter + 32);
    if (shorter > 64) this.spend(shorter >>> 6);
  }

  enter(depth: number): void {
    if ((this.depth += depth) > MAX_DEPTH) {
      this.depth -= depth;
      throw this.fault("stack overflow");
    }
  }

  /** An error value as it is. */
  error(value: LuaValue): LuaError {
    const innermost = this.#innermost();
    return new LuaError(value, innermost?.chunk, innermost?.site.line ?? -1);
  }

  /** An error of a function of the host, headed by the place from which it was called. */
  fault(message: Bytes, level = 1): LuaError {
    return this.error(this.where(level) + message);
  }

  /** An error of the running function itself; below line 0, of a function of the host. */
  faultAt(line: number, message: Bytes): LuaError {
    if (line < 0) return this.error(message);
    const chunk = this.caller?.chunk;
    return new LuaError(`${chunk ?? "?"}:${line}: ${message}`, chunk, line);
  }

  /** `user_script:3: `, or nothing when that level is a function of the host or does not exist. */
  where(level: number): Bytes {
    const caller = this.callerAt(level);
    return caller?.chunk === undefined ? "" : `${caller.chunk}:${caller.site.line}: `;
  }

  callerAt(level: number): Caller | undefined {
    let caller = this.caller;
    for (let left = level - 1; left > 0 && caller !== undefined; left--) {
      left -= caller.replaced;
      if (left < 1) return undefined;
      caller = caller.parent;
    }
    return caller;
  }

  /** Calls a function for a function of the host, whose name then hides the script's. */
  invoke(host: LuaFunction, callee: LuaFunction, args: LuaValue[]): Results {
    const { caller } = this;
    this.enter(CALL_DEPTH);
    this.caller = { parent: caller, chunk: undefined, site: NO_SITE, function: host, replaced: 0 };
    const results = callee.call(args);
    this.caller = caller;
    this.depth -= CALL_DEPTH;
    return results;
  }

  /** What stands for an object's address in its text. */
  addressOf(object: LuaObject): number {
    let address = this.#addresses.get(object);
    if (address === undefined) {
      address = this.#nextAddress;
      this.#nextAddress += 64;
      this.#addresses.set(object, address);
    }
    return address;
  }

  #innermost(): Caller | undefined {
    let { caller } = this;
    while (caller !== undefined && caller.chunk === undefined) caller = caller.parent;
    return caller;
  }
}
