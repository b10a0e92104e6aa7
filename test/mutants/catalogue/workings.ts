import type { Mutant } from "../mutant.ts";
import { inSuite, inWorld, patch, planting } from "./planting.ts";

const defect = planting("defect");
const SCALING = "src/bus/workers/scaling.ts";
const METRICS = "src/bus/metrics.ts";
const MESSAGE_BUS = "src/bus/message-bus/message-bus.ts";

/** Rows of bus, factory, workers, health and figures whose judges are contracts. */
export const WORKINGS: readonly Mutant[] = [
  defect(
    "DEF-02b", "a producer that has had no answer yet says that it is connected",
    ["contract", inSuite("bus/closing.test.ts")],
    patch(
      "src/bus/health.ts", '    if (this.#phase === "starting") return "starting";',
      '    if (this.#phase === "starting") return "connected";',
    ),
    patch(
      "src/bus/health.ts", 'this.#state = isOpen ? "connected" : "starting";',
      'this.#state = isOpen ? "connected" : "connected";',
    ),
  ),
  defect(
    "DEF-05", "stopping never reaches what stands behind the bus, so that nothing is flushed",
    ["contract", inSuite("bus/message-bus/message-bus.test.ts")],
    patch(MESSAGE_BUS, "    await this.#outlet.backing?.close();", "    await Promise.resolve();"),
  ),
  defect(
    "DEF-06b", "the standard bus steps in without a recorded reason",
    ["contract", inSuite("bus/factory/failures.test.ts")],
    patch("src/bus/factory/managed-message-bus.ts", "    this.#failure = failure;", "    this.#failure = undefined;"),
  ),
  defect(
    "DEF-07", "publish is asynchronous: when it returns nobody has been called",
    ["contract", inSuite("bus/message-bus/message-bus.test.ts")],
    patch(
      MESSAGE_BUS,
      "      for (let i = 0; i < handlers.length; i++) this.#handle(handlers[i] as Handler<T>, topic, message);",
      "      for (let i = 0; i < handlers.length; i++) queueMicrotask(() => this.#handle(handlers[i] as Handler<T>, topic, message));",
    ),
  ),
  defect(
    "DEF-09", "a failed run is reported as one that passed", ["canary", inWorld("replay")],
    patch(
      "src/harness/replay-report.ts",
      'if (leaks.length > 0 || oracles.some((oracle) => oracle.verdict === "fail")) return "fail";',
      'if (oracles.length < 0) return "fail";',
    ),
  ),
  defect(
    "DEF-27", "two parts disagree about how urgent a kind of message is",
    ["contract", inSuite("bus/topics/topic-routes.test.ts")],
    patch(
      "src/bus/topics/message-kinds.ts", '{ kind: "limit check", priority: HIGH,',
      '{ kind: "limit check", priority: LOW,',
    ),
  ),
  defect(
    "DEF-28", "handlers get the topic where they expect the message",
    ["contract", inSuite("bus/message-bus/message-bus.test.ts")],
    patch(
      MESSAGE_BUS, "this.#handle(handlers[i] as Handler<T>, topic, message);",
      "this.#handle(handlers[i] as Handler<T>, topic, topic as T);",
    ),
  ),
  defect(
    "DEF-30", "workers are counted and do no work: one message is handled at a time",
    ["contract", inSuite("bus/workers/worker-pool.test.ts")],
    patch(
      "src/bus/workers/worker-pool.ts",
      "const worker = this.#workers[this.#affinity.workerOf(message.key)] as Worker;\n    if",
      "const worker = this.#workers[0] as Worker;\n    if",
    ),
  ),
  defect(
    "DEF-31", "the signal for scaling is the mean of the classes, so that a saturated one is hidden by idle ones",
    ["contract", inSuite("bus/workers/scaling.test.ts")],
    patch(
      SCALING, "Math.max(...PRIORITIES.map((priority) => pressure[priorityName(priority)]));",
      "PRIORITIES.reduce((sum, priority) => sum + pressure[priorityName(priority)], 0) / 4;",
    ),
  ),
  defect(
    "DEF-32", "the number of workers is decided without a cooldown",
    ["contract", inSuite("bus/workers/worker-pool.test.ts")],
    patch(
      "src/bus/workers/worker-pool.ts", "this.#alarm.set(this.#options.config.cooldown, () => {",
      "this.#alarm.set(this.#options.config.cooldown / 10, () => {",
    ),
  ),
  defect(
    "DEF-33c", "a receive with a timeout of 0 waits", ["contract", inSuite("bus/consuming/receive.test.ts")],
    patch("src/bus/receive.ts", "if (timeout <= 0 || this.#closed) return", "if (timeout < 0 || this.#closed) return"),
    patch(
      "src/bus/receive.ts", "      alarm.set(timeout, () => {", "      if (timeout > 0) alarm.set(timeout, () => {",
    ),
  ),
  defect(
    "DEF-37b", "missed heartbeats are not noticed before three times the limit",
    ["contract", inSuite("bus/health.test.ts")],
    patch(
      "src/bus/health.ts", 'if (this.#missed >= this.#limit) return "down";',
      'if (this.#missed >= 3 * this.#limit) return "down";',
    ),
  ),
  defect(
    "DEF-39", "the rate is all that was ever stored over the last window", ["contract", inSuite("bus/metrics.test.ts")],
    patch(METRICS, "perSpan(window.stored, sec(1), to - from)", "perSpan(this.#total.stored, sec(1), to - from)"),
  ),
  defect(
    "DEF-40", "the latency is never measured", ["contract", inSuite("bus/metrics.test.ts")],
    patch(METRICS, "latency.record(now - acceptedAt);", "latency.record(0 * (now - acceptedAt));"),
  ),
  defect(
    "DEF-40b", "what is counted as stored is what was accepted", ["contract", inSuite("bus/metrics.test.ts")],
    patch(
      METRICS, "    this.#at(now).counts.accepted++;",
      "    this.#at(now).counts.accepted++;\n    this.#slot.counts.stored++;",
    ),
  ),
  defect(
    "DEF-41", "a rate is taken over a span of about nothing", ["contract", inSuite("bus/metrics.test.ts")],
    patch(
      METRICS, "perSpan(window.stored, sec(1), to - from)", "perSpan(window.stored, sec(1), Math.min(1, to - from))",
    ),
  ),
  defect(
    "DEF-42", "failures are recorded under one name and reported under another",
    ["contract", inSuite("bus/metrics.test.ts")],
    patch(METRICS, "    this.#at(now).counts.failedWrites++;", "    this.#at(now).counts.refused.closed++;"),
  ),
  defect(
    "DEF-44", "messages count as delivered when they are sent", ["metric-equals-log", inWorld("replay")],
    patch(
      "src/harness/observer.ts", "    this.tally.sent(batch.length, attempt, reason);",
      "    this.tally.sent(batch.length, attempt, reason);\n    for (const message of batch) this.tally.delivered(message.priority);",
    ),
  ),
];
