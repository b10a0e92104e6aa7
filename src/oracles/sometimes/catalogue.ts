import { sometimes, type Sometimes } from "../property.ts";

/** Anything that can break a connection or a server. */
const TROUBLE = [
  "drop", "half-apply", "clog", "half-open", "partition", "crash", "pause", "disconnect", "failover", "out-of-memory",
  "slow-commands", "throttle", "delay",
] as const;

/** A write failed and was tried again. */
export const writeRetried = (): Sometimes => sometimes("write-retried", "a write is tried again", (hit) => ({
  sent: (_batch, attempt) => void (attempt > 1 && hit()),
}), TROUBLE);

/** A message took effect more than once, for a reason. */
export const effectRepeated = (): Sometimes =>
  sometimes(
    "effect-repeated", "a message takes effect again after a crash or a claim",
    (hit) => ({
      handled: ({ handled }) => void (handled > 1 && hit()),
    }),
    ["crash", "pause", "partition", "consumers>1", "half-open", "clog"],
  );

/** A consumer was given what it had seen, and dropped it. */
export const duplicateDropped = (): Sometimes =>
  sometimes(
    "duplicate-dropped", "a consumer drops what it has seen",
    (hit) => ({
      duplicate: () => hit(),
    }),
    [...TROUBLE, "duplicate", "reorder"],
  );

/** Entries were taken over from another consumer. */
export const entryClaimed = (): Sometimes =>
  sometimes(
    "entry-claimed", "entries of another consumer are claimed",
    (hit, view) => {
      let seen = 0;
      return {
        step() {
          const claimed = view.counters["claimed"] ?? 0;
          if (claimed > seen) hit();
          seen = claimed;
        },
      };
    },
    ["consumers>1"],
  );

/** A class was full. */
export const bufferFull = (): Sometimes =>
  sometimes(
    "buffer-full", "a message is refused or dropped because its class is full",
    (hit) => ({
      refused: () => hit(), dropped: (_message, reason) => void (reason === "overflow" && hit()),
    }),
    [...TROUBLE, "burst"],
  );

/** The stream was trimmed. */
export const streamTrimmed = (): Sometimes =>
  sometimes("stream-trimmed", "the stream is trimmed", (hit) => ({ trimmed: () => hit() }), ["trim"]);

/** Trimming stopped at an unacknowledged entry. */
export const trimHeld = (): Sometimes =>
  sometimes(
    "trim-held", "trimming stops at an unacknowledged entry",
    (hit, view) => {
      let seen = 0;
      return {
        step() {
          const held = view.counters["trimsHeld"] ?? 0;
          if (held > seen) hit();
          seen = held;
        },
      };
    },
    ["trim"],
  );

/** A message was given up and buried. */
export const messageBuried = (): Sometimes => sometimes("message-buried", "a message is dead-lettered", (hit) => ({
  deadLettered: () => hit(),
}), ["handler-failure"]);

/** A handler failed. */
export const handlerFailed = (): Sometimes =>
  sometimes(
    "handler-failed", "a handler fails and is tried again",
    (hit) => ({
      handlerFailed: () => hit(),
    }),
    ["handler-failure"],
  );

/** A producer that had been replaced was told so. */
export const producerFenced = (): Sometimes =>
  sometimes(
    "producer-fenced", "the store refuses a write of an earlier life of its producer",
    (hit, view) => {
      let seen = 0;
      return {
        step() {
          const refused = view.counters["fencedWrites"] ?? 0;
          if (refused > seen) hit();
          seen = refused;
        },
      };
    },
    ["twin", "replace", "crash"],
  );

/** The store lost something, or may have. */
export const dataAtRisk = (): Sometimes =>
  sometimes(
    "data-at-risk", "the store may have lost what it had acknowledged",
    (hit) => ({
      dataLost: ({ allowed }) => void (allowed && hit()),
    }),
    ["crash", "failover", "partition", "out-of-memory", "foreign-trim"],
  );

/** Another node became master. */
export const masterChanged = (): Sometimes => sometimes("master-changed", "another node becomes master", (hit) => ({
  dataLost: ({ failure }) => void (failure === "failover" && hit()),
}), ["replicas"]);

/** A process died. */
export const processDied = (): Sometimes =>
  sometimes(
    "process-died", "a process dies with messages in its hands",
    (hit) => ({
      crashed: () => hit(),
    }),
    ["crash"],
  );

/** A fault of this kind was on. */
export const faultStruck = (kind: string): Sometimes =>
  sometimes(
    `${kind}-struck`, `the fault ${kind} strikes`,
    (hit) => ({
      fault: (struck, _id, begins) => void (begins && struck === kind && hit()),
    }),
    [kind],
  );
