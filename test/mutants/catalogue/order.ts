import type { Mutant } from "../mutant.ts";
import { inSuite, inWorld, patch, planting } from "./planting.ts";

const defect = planting("defect");
const OUTBOX = "src/bus/outbox.ts";
const CONSUMER = "src/bus/consumer.ts";
const SUBSCRIPTIONS = "src/bus/message-bus/subscription.ts";

/** Rows DEF-22 to DEF-34: repetition, order, priority, flow. */
export const ORDER: readonly Mutant[] = [
  defect(
    "DEF-22", "k overlapping subscriptions get each message k times",
    ["contract", inSuite("bus/message-bus/message-bus.test.ts")],
    patch(
      SUBSCRIPTIONS, "      .map(({ handler }) => handler);",
      "      .flatMap(({ handler }, _at, all) => all.map(() => handler));",
    ),
  ),
  defect(
    "DEF-23", "a handler that has unsubscribed goes on being called",
    ["contract", inSuite("bus/message-bus/message-bus.test.ts")],
    patch(
      SUBSCRIPTIONS, "    this.#subscriptions = subscriptions;\n",
      "    const kept = new Map(subscriptions.length < this.#subscriptions.length ? this.#resolved : []);\n    this.#subscriptions = subscriptions;\n",
    ),
    patch(
      SUBSCRIPTIONS, "    this.#resolved.clear();\n  }\n}",
      "    this.#resolved.clear();\n    for (const [topic, handlers] of kept) this.#resolved.set(topic, handlers);\n  }\n}",
    ),
  ),
  defect(
    "DEF-23b", "a consumer that is stopped goes on reading", ["resource-ledger", inWorld("close")],
    patch(
      CONSUMER, "    this.#running = false;\n    this.#claimTimer?.cancel();\n    await Promise", "    await Promise",
    ),
  ),
  defect(
    "DEF-24", "a more urgent message overtakes earlier ones of its key", ["order-per-key", inWorld("pipeline")],
    patch(
      "src/bus/key-order.ts", "if (held.sequence === UNSENT) queued.push(held);",
      "if (held.sequence === 0) queued.push(held);",
    ),
  ),
  defect(
    "DEF-25", "the least urgent class is served first", ["priority-inversion", inWorld("pipeline")],
    patch(
      OUTBOX, "    for (const priority of PRIORITIES) {\n      const buffer = this.buffer(priority);",
      "    for (const priority of PRIORITIES.toReversed()) {\n      const buffer = this.buffer(priority);",
    ),
  ),
  defect(
    "DEF-26", "every class waits for 100 ms", ["flush-interval", inWorld("group")],
    patch(
      "src/bus/buffer.ts", "return this.#lastFlush + this.config.flushInterval;",
      "return this.#lastFlush + 100_000_000;",
    ),
  ),
  defect(
    "DEF-26b", "the default interval of CRITICAL is 100 ms, two hundred times its target",
    ["contract", inSuite("bus/config/presets.test.ts")],
    patch(
      "src/bus/config/enhanced-fields.ts", 'CRITICAL: buffer("CRITICAL", us(250),',
      'CRITICAL: buffer("CRITICAL", ms(100),',
    ),
  ),
  defect(
    "DEF-29", "a star stops at a dot", ["contract", inSuite("bus/matcher.test.ts")],
    patch(
      "src/bus/matcher.ts", "      step = starStep + 1;\n",
      "      if (topic[starAt] === 46) return false;\n      step = starStep + 1;\n",
    ),
  ),
  defect(
    "DEF-33", "there is no back-pressure: the high-water mark is never looked at",
    ["buffer-bounds", inWorld("pipeline")],
    patch(
      "src/bus/buffer.ts", "if (size >= this.config.highWater) this.#pressured = true;",
      "if (size < 0) this.#pressured = true;",
    ),
  ),
  defect(
    "DEF-33b", "publish never refuses: a buffer grows without bound", ["buffer-bounds", inWorld("pipeline")],
    patch(
      OUTBOX, 'if (overflow === "refuse" || !mayDrop) return buffer.size + count <= capacity;',
      'if (overflow === "refuse" || !mayDrop) return true;',
    ),
  ),
  defect(
    "DEF-34", "each publication past a threshold starts a write of its own",
    ["priority-inversion", inWorld("pipeline")],
    patch(
      "src/bus/batch-service.ts", "return this.#batch === undefined && this.#sender !== undefined && !this.#stopped;",
      "return this.#sender !== undefined && !this.#stopped;",
    ),
  ),
];
