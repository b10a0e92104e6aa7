import type { Caller, Machine } from "./machine.ts";
import { NativeFunction } from "./native.ts";
import { LuaObject, type LuaValue } from "./value.ts";

/** Going to another thread and back takes about as long as this many steps. */
const SWITCH_STEPS = 20;

export type ThreadStatus = "suspended" | "running" | "normal" | "dead";

/** What runs in a thread: it yields values, is given those of the next resume, and returns its results. */
export type ThreadBody = Generator<LuaValue[], LuaValue[], LuaValue[]>;

/** A coroutine. */
export class LuaThread extends LuaObject {
  readonly #start: (args: LuaValue[]) => ThreadBody;
  #body: ThreadBody | undefined;
  #caller: Caller | undefined;
  status: ThreadStatus = "suspended";

  constructor(start: (args: LuaValue[]) => ThreadBody) {
    super();
    this.#start = start;
  }

  get typeName(): "thread" {
    return "thread";
  }

  /** Runs until it yields or ends. What it throws leaves it dead. */
  resume(machine: Machine, args: LuaValue[]): LuaValue[] {
    const { caller, depth, thread } = machine;
    machine.spend(SWITCH_STEPS);
    if (thread !== undefined) thread.status = "normal";
    this.status = "running";
    machine.thread = this;
    machine.caller = this.#caller;
    try {
      const step = this.#body === undefined ? (this.#body = this.#start(args)).next() : this.#body.next(args);
      this.status = step.done === true ? "dead" : "suspended";
      return step.value;
    } finally {
      if (this.status === "running") this.status = "dead";
      this.#caller = machine.caller;
      machine.caller = caller;
      machine.depth = depth;
      machine.thread = thread;
      if (thread !== undefined) thread.status = "running";
    }
  }
}

/** Called by anything but a Lua function that runs in a thread, it has nowhere to go. */
export const yieldFunction = (machine: Machine): NativeFunction =>
  new NativeFunction(() => {
    throw machine.error("attempt to yield across metamethod/C-call boundary");
  });
