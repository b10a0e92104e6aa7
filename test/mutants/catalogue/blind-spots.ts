import type { Mutant } from "../mutant.ts";
import { inSuite, inWorld, patch, planting } from "./planting.ts";

const bug = planting("blind spot");
const DELIVERY = "src/bus/delivery.ts";

/** Ways to lose that no part notices, and judges that do not judge. */
export const BLIND_SPOTS: readonly Mutant[] = [
  bug(
    "handled-by-nobody", "one message in 64 counts as handled without a call to its handler",
    ["conservation", inWorld("pipeline")],
    patch(
      DELIVERY, "    probe.delivered(consumer, message, attempt);",
      "    probe.delivered(consumer, message, attempt);\n    if (message.sequence % 64 === 63) return undefined;",
    ),
  ),
  bug(
    "epoch-forgotten-in-dedupe", "the messages of a producer's next life are taken for those of the one before",
    ["conservation", inWorld("outage")],
    patch("src/bus/group-memory.ts", "const name = `${epoch}-${producer}`;", "const name = `-${producer}`;"),
  ),
  bug(
    "foreign-swallowed", "messages of other writers are dropped as seen before", ["conservation", inWorld("pipeline")],
    patch(
      "src/bus/group-memory.ts", "message.foreign ? this.#foreign.add(message)",
      "message.foreign ? !this.#foreign.add(message)",
    ),
  ),
  bug(
    "payload-cut", "long payloads lose their end on the way", ["effect-once", inWorld("pipeline")],
    patch(
      "src/bus/wire/single-layouts.ts",
      '"topic", topic, "type", type, "payload", payload, "encoding", encoding, "origin"',
      '"topic", topic, "type", type, "payload", payload.subarray(0, 30), "encoding", encoding, "origin"',
    ),
  ),
  bug(
    "packed-topic-of-neighbour", "the messages of a packed entry get the topic of the first",
    ["effect-once", inWorld("pipeline")],
    patch(
      "src/bus/wire/packed-reader.ts", "      entry, position, topic, type,",
      "      entry, position, topic: messages[0]?.topic ?? topic, type,",
    ),
  ),
  bug(
    "last-of-batch-skipped", "the last entry of a read is left out when one before it has to be waited for",
    ["order-per-key", inWorld("pipeline")],
    patch(
      "src/bus/consumer.ts", "    for (let i = from; i < entries.length && this.#running; i++) {",
      "    for (let i = from; i < entries.length - 1 && this.#running; i++) {",
    ),
  ),
  bug(
    "blind-conservation", "the oracle of conservation does not ask the store",
    ["contract", inSuite("oracles/oracles.test.ts")],
    patch(
      "src/oracles/conservation.ts", "if (storeBacklog !== backlog) {",
      "if (storeBacklog !== storeBacklog + 0 * backlog) {",
    ),
  ),
  bug(
    "blind-order", "the oracle of order believes that equal is later", ["contract", inSuite("oracles/oracles.test.ts")],
    patch("src/oracles/order-per-key.ts", "if (ordinal <= last) this", "if (ordinal < 0 * last) this"),
  ),
  bug(
    "blind-effects", "the oracle of effects does not look at payloads",
    ["contract", inSuite("oracles/oracles.test.ts")],
    patch(
      "src/oracles/effect-once.ts", "if (published !== delivered) this", "if (published < 0 && delivered < 0) this",
    ),
  ),
  bug(
    "blind-bounds", "the oracle of bounds forgets the capacity", ["contract", inSuite("oracles/oracles.test.ts")],
    patch("src/oracles/buffer-bounds.ts", "if (size < 0 || size > capacity) this", "if (size < 0 * capacity) this"),
  ),
];
