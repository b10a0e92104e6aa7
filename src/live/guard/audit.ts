import { AsyncResource, createHook } from "node:async_hooks";
import { stackBelow, type LeakLog } from "./leak-log.ts";

/** What a world is made of: these run to the end inside a drain, in an order the language fixes. */
const INSIDE = new Set(["PROMISE", "TickObject", "Microtask"]);

/** A handle that `inflateRawSync` and its like open and close within one call. */
const SYNCHRONOUS_ZLIB = /\b(syncBufferWrapper|zlibBufferSync)\b.*\(node:zlib/;

/**
 * Records the birth of every other async resource, whoever asked for it and however they came by the function, until
 * the returned function is called. A resource means that something will happen in a later macrotask, when the machine
 * likes.
 *
 * An `AsyncResource` made in JavaScript only carries context for something else, and is not reported. Nor is
 * `import()` on Node 22 and later, which reads the module's file synchronously and so creates no resource.
 */
export function startAudit(log: LeakLog): () => void {
  const hook = createHook({
    init: function init(_id, type, _trigger, resource) {
      if (INSIDE.has(type) || resource instanceof AsyncResource) return;
      const stack = stackBelow(init);
      if (type === "ZLIB" && SYNCHRONOUS_ZLIB.test(stack)) return;
      log.record(`async resource ${type}`, stack);
    },
  });
  hook.enable();
  return () => void hook.disable();
}
