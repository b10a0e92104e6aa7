import type { Mutant } from "../mutant.ts";
import { inSuite, inWorld, patch, planting } from "./planting.ts";

const defect = planting("defect");
const OUTBOX = "src/bus/outbox.ts";
const SERVICE = "src/bus/batch-service.ts";
const CONSUMER = "src/bus/consumer.ts";
const DELIVERY = "src/bus/delivery.ts";

/** Rows DEF-10 to DEF-21: messages that are lost. */
export const LOSS: readonly Mutant[] = [
  defect(
    "DEF-10", "a publication is counted as accepted and never put into its buffer",
    ["conservation", inWorld("pipeline")],
    patch(OUTBOX, "    buffer.push(message);\n    return message;", "    return message;"),
  ),
  defect(
    "DEF-10b", "the class of a publication is discarded: everything is NORMAL",
    ["priority-inversion", inWorld("pipeline")],
    patch(
      OUTBOX, "const servedAs = this.#keys.classFor(publication.key, publication.priority);",
      "const servedAs: Priority = 1;",
    ),
  ),
  defect(
    "DEF-11", "what a failed write did not store leaves its buffer all the same", ["conservation", inWorld("pipeline")],
    patch(
      SERVICE, "    else this.#tryLater(batch);",
      "    else {\n      this.#batch = undefined;\n      listener.done();\n    }",
    ),
    patch(
      "src/bus/client.ts", "        failed: (batch, error) => {",
      "        failed: (batch, error) => {\n          this.#outbox.release(batch.messages);",
    ),
  ),
  defect(
    "DEF-12", "a full buffer evicts its oldest message without a word", ["conservation", inWorld("pipeline")],
    patch(
      OUTBOX, "    this.#options.dropped(message, reason);",
      '    if (reason === "closed") this.#options.dropped(message, reason);',
    ),
  ),
  defect(
    "DEF-13", "at most once: a write with an unknown outcome counts as done", ["conservation", inWorld("pipeline")],
    patch(
      SERVICE, "if (outcome instanceof StoreError) this.#settle(batch, 0, outcome);",
      "if (outcome instanceof StoreError) this.#settle(batch, batch.messages.length, undefined);",
    ),
  ),
  defect(
    "DEF-14", "the first error of the store ends reading for good, and nobody is told",
    ["liveness", inWorld("pipeline")],
    patch(
      CONSUMER, "        // Acknowledging twice does no harm.",
      '        if (error instanceof StoreError && error.kind === "unknown") return;',
    ),
  ),
  defect(
    "DEF-15", "trimming takes no notice of what the group has not acknowledged", ["trim-safety", inWorld("trim")],
    patch("src/bus/stream-trim.ts", "const floor = lowestOf(groups.map(wantedBy));", "const floor = lowestOf([]);"),
  ),
  defect(
    "DEF-16", "what a crashed consumer had read is never taken up by anybody", ["liveness", inWorld("crash")],
    patch(
      CONSUMER, "    await this.#recover();\n    await this.#readUntilStopped();",
      "    await this.#readUntilStopped();",
    ),
    patch(
      CONSUMER, "() => store.claimIdle(this.#at, claimIdle, claimBatch, this.#claimCursor));",
      "() => store.claimIdle(this.#at, claimIdle * 1e6, claimBatch, this.#claimCursor));",
    ),
  ),
  defect(
    "DEF-17", 'a group begins at "$" and skips what is there', ["conservation", inWorld("pipeline")],
    patch(
      "src/bus/group-keeper.ts", 'consumer.from === "newest" ? "$" : "0"', 'consumer.from === "newest" ? "0" : "$"',
    ),
  ),
  defect(
    "DEF-18", "a read that failed is taken for a read that found nothing", ["order-per-key", inWorld("pipeline")],
    patch(CONSUMER, "        await this.#recover();\n        continue;", "        continue;"),
  ),
  defect(
    "DEF-19", "a handler's error is noted and the message is done with: no retry, no dead letter",
    ["conservation", inWorld("pipeline")],
    patch(
      DELIVERY, "    probe.handlerFailed(consumer, message, attempt, error);",
      "    probe.handlerFailed(consumer, message, attempt, error);\n    if (attempt > 0) {\n      if (this.#entries.finish(message.entry)) this.#options.done(message.entry);\n      return undefined;\n    }",
    ),
  ),
  defect(
    "DEF-20", "what is sent again is sent as something new, so that nobody can tell",
    ["effect-once", inWorld("pipeline")],
    patch(
      SERVICE, "    batch.attempt++;",
      "    batch.attempt++;\n    if (batch.attempt > 1) for (const message of batch.messages) message.sequence += 1_000_000;",
    ),
  ),
  defect(
    "DEF-20b", "a message is acknowledged although its asynchronous handler has failed",
    ["conservation", inWorld("pipeline")],
    patch(DELIVERY, "(error: unknown) => this.#failed(message, attempt, error));", "() => this.#handled(message));"),
  ),
  defect(
    "DEF-20c", "after a partial write the wrong end of the batch counts as stored",
    ["contract", inSuite("bus/flush-failure.test.ts")],
    patch(SERVICE, "messages.splice(0, stored)", "messages.splice(-stored)"),
  ),
  defect(
    "DEF-21", "close does not wait for what it has to flush", ["resource-ledger", inWorld("close")],
    patch("src/bus/client.ts", "      else await this.#drained(deadline);", "      else void this.#drained(deadline);"),
  ),
];
