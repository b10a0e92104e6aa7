import type { Mutant } from "../mutant.ts";
import { inSuite, inWorld, patch, planting } from "./planting.ts";

const bug = planting("protocol");
const OUTBOX = "src/bus/outbox.ts";
const CONSUMER = "src/bus/consumer.ts";
const DELIVERY = "src/bus/delivery.ts";

/** What producer, store and consumer owe each other. */
export const PROTOCOL: readonly Mutant[] = [
  bug(
    "acknowledged-before-handled", "an entry is acknowledged before its handler has run",
    ["conservation", inWorld("crash")],
    patch(
      DELIVERY, "    return this.#see(message) ? this.#dispatch(message) : this.#doneUnlessInHand(message.entry);",
      "    this.#options.done(message.entry);\n    return this.#see(message) ? this.#dispatch(message) : undefined;",
    ),
  ),
  bug(
    "retried-without-fence", "the server appends what it has of this producer already",
    ["effect-once", inWorld("group")],
    patch(
      "src/redis/scripting/shipped/fenced-append.ts",
      "    if (epoch === lastEpoch && lastSequence >= next) next = lastSequence + 1;", "",
    ),
  ),
  bug(
    "fence-ignores-epoch", "an earlier life of a producer may still write",
    ["contract", inSuite("bus/wire/write-modes.test.ts")],
    patch(
      "src/redis/scripting/shipped/fenced-append.ts", "    if (epoch < lastEpoch) return new ReplyError(",
      "    if (epoch < 0) return new ReplyError(",
    ),
  ),
  bug(
    "epoch-not-bumped", "a producer that starts again gets the epoch that it had",
    ["contract", inSuite("bus/wire/write-modes.test.ts")],
    patch(
      "src/redis/scripting/shipped/take-epoch.ts", 'Number(known.slice(0, known.indexOf(":"))) + 1 : 1',
      'Number(known.slice(0, known.indexOf(":"))) : 1',
    ),
  ),
  bug(
    "dedupe-window-forgotten", "only the last number that was handled is remembered",
    ["effect-once", inWorld("pipeline")],
    patch(
      "src/bus/seen.ts", "    if (sequence <= endsBefore) return false;",
      "    if (sequence === endsBefore) return false;\n    if (sequence < endsBefore) return true;",
    ),
  ),
  bug(
    "dedupe-swallows", "a number between two ranges counts as seen", ["contract", inSuite("bus/seen.test.ts")],
    patch(
      "src/bus/seen.ts", "const joinsAfter = bounds[next] === sequence + 1;",
      "const joinsAfter = (bounds[next] as number) <= sequence + 2;",
    ),
  ),
  bug(
    "trim-ignores-pending", "trimming stops at what was delivered last, not at what is pending",
    ["trim-safety", inWorld("trim")],
    patch(
      "src/bus/stream-trim.ts", "lowestPending ?? nextEntryId(lastDelivered);",
      "lowestPending === undefined ? nextEntryId(lastDelivered) : nextEntryId(lastDelivered);",
    ),
  ),
  bug(
    "released-from-wrong-class", "a message that was raised leaves the class that it came from",
    ["buffer-bounds", inWorld("pipeline")],
    patch(OUTBOX, "      this.buffer(message.servedAs).release(1);", "      this.buffer(message.priority).release(1);"),
  ),
  bug(
    "parked-overtaken", "later messages of a key do not wait for one whose handling failed",
    ["order-per-key", inWorld("pipeline")],
    patch(
      DELIVERY, "    if (lane !== undefined) {\n      this.#enter(lane, message);\n      return backlog.room();\n    }",
      "    if (lane !== undefined) return this.#deliver(message, 1);",
    ),
  ),
  bug(
    "buried-nowhere", "a message that is given up is not written to the dead letters",
    ["dead-letters", inWorld("pipeline")],
    patch(
      CONSUMER, "      if ((await this.#ask(() => this.#deadLetters.write(dead, reason))) !== undefined) return true;",
      "      if ((await this.#ask(() => Promise.resolve([this.#deadLetters, dead, reason]))) !== undefined) return true;",
    ),
  ),
  bug(
    "poison-tried-again", "a message that is always refused is tried once more than allowed",
    ["attempts", inWorld("pipeline")],
    patch(DELIVERY, "if (attempt >= config.maxAttempts) {", "if (attempt > config.maxAttempts) {"),
  ),
  bug(
    "busy-entries-claimed", "entries are claimed from consumers that are at work on them",
    ["effect-once", inWorld("group")],
    patch(
      CONSUMER, "() => store.claimIdle(this.#at, claimIdle, claimBatch, this.#claimCursor));",
      "() => store.claimIdle(this.#at, claimIdle * 0, claimBatch, this.#claimCursor));",
    ),
  ),
  bug(
    "packed-acknowledged-early", "a packed entry is acknowledged with its first message",
    ["conservation", inWorld("crash")],
    patch(
      "src/bus/entries-in-hand.ts", "      this.#open.set(entry, open - 1);\n      return false;",
      "      this.#open.set(entry, open - 1);\n      return true;",
    ),
  ),
  bug(
    "shares-forgotten", "the most urgent class may fill every batch: the others starve",
    ["contract", inSuite("bus/service-order.test.ts")],
    patch(OUTBOX, "this.#size - dueBelow * this.#share", "this.#size"),
  ),
  bug(
    "wake-up-lost", "the timer is not set for a class that holds a single message",
    ["flush-interval", inWorld("group")],
    patch(
      OUTBOX, "for (const buffer of this.#buffers) if (buffer.queued > 0) at",
      "for (const buffer of this.#buffers) if (buffer.queued > 1) at",
    ),
  ),
  bug(
    "overtaken-lost", "a message that should change its class leaves the old one and does not reach the new one",
    ["conservation", inWorld("pipeline")],
    patch(
      OUTBOX, "      this.buffer(earlier.servedAs).remove(earlier);\n      buffer.push(earlier);",
      "      this.buffer(earlier.servedAs).remove(earlier);",
    ),
  ),
  bug(
    "refused-as-accepted", "the caller is told that a message was accepted which was refused",
    ["answers", inWorld("pipeline")],
    patch(
      "src/bus/client.ts", '    if (message === undefined) return "full";',
      '    if (message === undefined) return "accepted";',
    ),
  ),
  bug(
    "retry-overtaken", "the next batch goes out while the last one waits for its retry",
    ["priority-inversion", inWorld("pipeline")],
    patch(
      "src/bus/batch-service.ts", "    else this.#tryLater(batch);",
      "    else {\n      this.#tryLater(batch);\n      this.#batch = undefined;\n      listener.done();\n    }",
    ),
  ),
  bug(
    "crashed-and-handling", "the handlers of a consumer that is gone go on being called",
    ["end-is-end", inWorld("crash")],
    patch(
      DELIVERY, "    this.#ended = true;\n    for (const { retry } of this.#lanes.values()) retry.cancel();",
      "    this.#ended = this.#lanes.size < 0;",
    ),
  ),
  bug(
    "duplicates-not-acknowledged", "an entry that was seen before is never acknowledged",
    ["liveness", inWorld("pipeline")],
    patch(
      DELIVERY, "if (!this.#options.memory.isInHand(entry)) this.#options.done(entry);",
      "if (this.#lanes.size < 0) this.#options.done(entry);",
    ),
  ),
];
