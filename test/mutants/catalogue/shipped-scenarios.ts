import type { Mutant } from "../mutant.ts";
import { inScenario, patch, planting } from "./planting.ts";

const bug = planting("scenario");
const SERVICE = "src/bus/batch-service.ts";
const CONSUMER = "src/bus/consumer.ts";

/** Bugs that the shipped scenarios must find, with their own oracles. */
export const SHIPPED_SCENARIOS: readonly Mutant[] = [
  bug(
    "flush-lost-with-primary", "a write with an unknown outcome counts as done",
    ["no-loss", inScenario("fast/partition-symmetric")],
    patch(
      SERVICE, "if (outcome instanceof StoreError) this.#settle(batch, 0, outcome);",
      "if (outcome instanceof StoreError) this.#settle(batch, batch.messages.length, undefined);",
    ),
  ),
  bug(
    "key-order-lost", "a more urgent message overtakes earlier ones of its key",
    ["ordered-per-key", inScenario("fast/primary-killed-during-flush")],
    patch(
      "src/bus/key-order.ts", "if (held.sequence === UNSENT) queued.push(held);",
      "if (held.sequence === 0) queued.push(held);",
    ),
  ),
  bug(
    "urgency-upside-down", "the least urgent class is served first",
    ["no-inversion", inScenario("fast/primary-killed-during-flush")],
    patch(
      "src/bus/outbox.ts", "    for (const priority of PRIORITIES) {\n      const buffer = this.buffer(priority);",
      "    for (const priority of PRIORITIES.toReversed()) {\n      const buffer = this.buffer(priority);",
    ),
  ),
  bug(
    "crashed-consumer-forgotten", "what a crashed consumer had read is never taken up",
    ["eventually drained", inScenario("fast/consumer-crash-before-acknowledgement")],
    patch(
      CONSUMER, "    await this.#recover();\n    await this.#readUntilStopped();",
      "    await this.#readUntilStopped();",
    ),
    patch(
      CONSUMER, "() => store.claimIdle(this.#at, claimIdle, claimBatch, this.#claimCursor));",
      "() => store.claimIdle(this.#at, claimIdle * 1e6, claimBatch, this.#claimCursor));",
    ),
  ),
  bug(
    "slow-consumer-trimmed", "trimming takes no notice of what the group has not acknowledged",
    ["trim-safe", inScenario("fast/slow-consumer-against-trimming")],
    patch("src/bus/stream-trim.ts", "const floor = lowestOf(groups.map(wantedBy));", "const floor = lowestOf([]);"),
  ),
  bug(
    "pending-trimmed", "trimming stops at what the group has read, not at what it has acknowledged",
    ["trim-safe", inScenario("fast/slow-consumer-against-trimming")],
    patch("src/bus/stream-trim.ts", "lowestPending ?? nextEntryId(lastDelivered);",
      "lowestPending === undefined ? nextEntryId(lastDelivered) : nextEntryId(lastDelivered);"),
  ),
  bug(
    "twin-not-fenced", "an earlier life of a producer may still write",
    ["fenced", inScenario("fast/duplicate-producer")],
    patch(
      "src/redis/scripting/shipped/fenced-append.ts", "    if (epoch < lastEpoch) return new ReplyError(",
      "    if (epoch < 0) return new ReplyError(",
    ),
  ),
  bug(
    "poison-forgotten", "a message that is given up is not written to the dead letters",
    ["dead-letters", inScenario("fast/poison-message")],
    patch(
      CONSUMER, "      if ((await this.#ask(() => this.#deadLetters.write(dead, reason))) !== undefined) return true;",
      "      if ((await this.#ask(() => Promise.resolve([this.#deadLetters, dead, reason]))) !== undefined) return true;",
    ),
  ),
  bug(
    "timer-left-behind", "a consumer that has stopped leaves a timer set", ["closed", inScenario("fast/quiet-day")],
    patch(
      CONSUMER, "this.#running = false;\n    this.#claimTimer?.cancel();\n    await",
      "this.#running = false;\n    await",
    ),
  ),
  bug(
    "half-open-for-ever", "a call without an answer is never given up",
    ["eventually drained", inScenario("fast/half-open-connection")],
    patch(
      "src/redis/stores/store-connection.ts", "this.deadline = scheduler.now + commandTimeout",
      "this.deadline = scheduler.now + 1_000_000 * commandTimeout",
    ),
  ),
];
