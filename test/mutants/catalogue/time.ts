import type { Mutant } from "../mutant.ts";
import { inSuite, inWorld, patch, planting } from "./planting.ts";

const defect = planting("defect");
const CLIENT = "src/bus/client.ts";
const CONSUMER = "src/bus/consumer.ts";

/** Rows DEF-35 to DEF-47: time, figures that lie, memory. */
export const TIME: readonly Mutant[] = [
  defect(
    "DEF-35", "intervals are measured with the wall clock, which may be set back",
    ["wall-clock-invariance", inWorld("wall-clock")],
    patch(
      CLIENT, "this.#take(publication, this.#clock.monotonic(), true)",
      "this.#take(publication, this.#clock.now(), true)",
    ),
    patch(
      CLIENT, "    if (!this.#service.free) return;\n    const now = this.#clock.monotonic();",
      "    if (!this.#service.free) return;\n    const now = this.#clock.now();",
    ),
  ),
  defect(
    "DEF-36", "numbers that must be unique are made from the time, and collide", ["conservation", inWorld("pipeline")],
    patch("src/bus/outbox.ts", "message.sequence = this.#nextSequence++;", "message.sequence = Math.floor(now / 1e6);"),
  ),
  defect(
    "DEF-37", "each recovery starts one more loop beside the old ones", ["order-per-key", inWorld("pipeline")],
    patch(
      CONSUMER, "        await this.#recover();\n        continue;",
      "        await this.#recover();\n        void this.#readUntilStopped();\n        continue;",
    ),
  ),
  defect(
    "DEF-38", "waits are drawn from an unseeded generator", ["determinism", inWorld("pipeline")],
    patch(
      "src/bus/back-off.ts", "half + jitter(Math.max(1, half))", "half + Math.floor(Math.random() * Math.max(1, half))",
    ),
  ),
  defect(
    "DEF-47", "keys are remembered for ever: an order's id never comes again", ["bounded-memory", inWorld("memory")],
    patch(
      "src/bus/key-order.ts", "if (this.#chains.size <= MAX_IDLE_KEYS) return;", "if (this.#chains.size >= 0) return;",
    ),
  ),
  defect(
    "DEF-47b", "topics are remembered for ever", ["bounded-memory", inWorld("memory")],
    patch(
      "src/bus/message-bus/subscription.ts", "if (this.#resolved.size >= MAX_TOPICS) this.#resolved.clear();",
      "if (this.#resolved.size < 0) this.#resolved.clear();",
    ),
  ),
  defect(
    "DEF-47c", "ranges of numbers that were seen are remembered for ever", ["bounded-memory", inWorld("memory")],
    patch("src/bus/seen.ts", "if (bounds.length > 2 * MAX_RANGES) {", "if (bounds.length < 0) {"),
  ),
  defect(
    "DEF-47d", "entries of other writers are remembered for ever", ["bounded-memory", inWorld("memory")],
    patch("src/bus/seen-entries.ts", "if (this.#young.size === GENERATION) {", "if (this.#young.size < 0) {"),
  ),
];
export const STARTING: readonly Mutant[] = [
  defect(
    "DEF-01", "a configuration does not survive being written and read",
    ["contract", inSuite("bus/config/round-trip.test.ts")],
    patch("src/bus/config/check.ts", "(value as number) / 1e6", "value"),
  ),
  defect(
    "DEF-01b", "a preset does not pass its own validator", ["contract", inSuite("bus/config/presets.test.ts")],
    patch("src/bus/config/presets.ts", "highWater: 40_000", "highWater: 50_000"),
  ),
  defect(
    "DEF-02", "a field of the configuration is read by nobody", ["contract", inSuite("bus/config/dead-fields.test.ts")],
    patch(
      "src/bus/streams.ts", "clock.after(config.trim.interval, ",
      "clock.after(5_000_000_000 - 0 * config.trim.interval, ",
    ),
  ),
  defect(
    "DEF-04", "a run that has compared nothing counts as passed", ["contract", inSuite("oracles/oracles.test.ts")],
    patch("src/oracles/oracle.ts", "if (this.#compared === 0) return {", "if (this.#compared < 0) return {"),
  ),
  defect(
    "DEF-06", "the real configuration of NautilusTrader is not taken over, and nobody says so",
    ["contract", inSuite("bus/config/migration.test.ts")],
    patch(
      "src/bus/config/migration/version.ts", "return [...nautilusRows(fields, identity), ...LEGACY_ROWS];",
      "return LEGACY_ROWS;",
    ),
  ),
];
