import { ms, sec } from "../../../../src/kernel/time.ts";
import { eventually } from "../../../../src/oracles/property.ts";
import { planted, Weather, type PlantedFailure } from "./planted-failure.ts";

/** Messages by index that have been handled. */
const handledAll = (wanted: readonly number[]) => {
  const seen = new Set<number>();
  return (index: number): boolean => wanted.includes(index) && seen.add(index).size === wanted.length;
};

const OF_MESSAGES: readonly PlantedFailure[] = [
  planted("message-7", "message 7 is handled", { messages: 1 }, (fail) => ({
    handled: (message, _process, _intact, at) =>
      void (message.index === 7 && fail("message 7 was handled", at, message)),
  })),
  ...(
    [[40, 200], [3, 150, 297], [10, 90, 91, 180, 260]] as const
  ).map((wanted) =>
    planted(
      `messages-${wanted.length}`, `messages ${wanted.join(", ")} are all handled`, { messages: wanted.length },
      (fail) => {
        const complete = handledAll(wanted);
        return {
          handled: (message, _process, _intact, at) =>
            void (complete(message.index) && fail("all of them were handled", at, message)),
        };
      },
    ),
  ),
  planted("five-of-a-key", "five messages of one key are handled", { messages: 5 }, (fail) => {
    const counts = new Map<number, number>();
    return {
      handled(message, _process, _intact, at) {
        const count = (counts.get(message.key) ?? 0) + 1;
        counts.set(message.key, count);
        if (count === 5) fail("five of one key were handled", at, message);
      },
    };
  }),
  ...[20, 100].map((most) =>
    planted(`${most}-accepted`, `${most} messages are accepted`, { messages: most }, (fail) => {
      let count = 0;
      return { accepted: (_message, at) => void (++count === most && fail("all of them were accepted", at)) };
    }),
  ),
  planted("late-message", "a message of the second half is handled", { messages: 1 }, (fail) => ({
    handled: (message, _process, _intact, at) =>
      void (message.index >= 150 && fail("one of the second half was handled", at, message)),
  })),
  planted("never-there", "message 17 keeps the system from its goal", { messages: 1 }, () => ({}), {
    eventually: [
      eventually({
        name: "no-17", claim: "message 17 does not exist", within: sec(1),
        holds: (view) => !view.messages.some(({ index }) => index === 17), missing: () => "message 17 exists",
      }),
    ],
  }),
];

const ofKinds = (kinds: readonly string[], when: "accepted" | "handled" | "stored"): PlantedFailure =>
  planted(
    `${when}-while-${kinds.join("-")}`,
    `a message is ${when} while ${kinds.join(" and ")} ${kinds.length === 1 ? "is" : "are"} on`,
    { faults: kinds.length, messages: 1 },
    (fail) => {
      const weather = new Weather();
      const look = (message: Parameters<typeof fail>[2], at: number): void =>
        void (weather.isOn(...kinds) && fail(`it was ${when}`, at, message));
      return {
        fault: weather.fault,
        ...(when === "accepted"
          ? { accepted: look }
          : when === "stored"
            ? { stored: look }
            : {
                handled: (message, _process, _intact, at) => look(message, at),
              }),
      };
    },
  );

const inOrder = (...kinds: readonly string[]): PlantedFailure =>
  planted(
    `order-${kinds.join("-")}`, `${kinds.join(", then ")} ${kinds.length === 1 ? "begins" : "begin in this order"}`,
    { faults: kinds.length },
    (fail) => {
      const weather = new Weather();
      return {
        fault(kind, id, begins, at) {
          weather.fault(kind, id, begins);
          if (begins && weather.cameInOrder(...kinds)) fail("they began in this order", at);
        },
      };
    },
  );

const OF_FAULTS: readonly PlantedFailure[] = [
  inOrder("pause"), inOrder("pause", "crash"), inOrder("step", "skew", "drift"),
  inOrder("crash", "pause", "disconnect", "slow-handler"), ofKinds(["delay"], "handled"),
  ofKinds(["partition"], "accepted"), ofKinds(["delay", "duplicate"], "stored"),
  ofKinds(["slow-handler", "drift"], "handled"), ofKinds(["drop", "reorder", "slow-handler"], "accepted"),
  ofKinds(["clog", "skew", "throttle", "delay"], "accepted"),
];

const OF_CHANCE: readonly PlantedFailure[] = [
  planted(
    "failed-twice", "a handler fails twice with one message", { faults: 1, decisions: 1, messages: 1 },
    (fail) => ({
      handlerFailed: (message, _process, attempt, at) =>
        void (attempt === 2 && fail("the handler failed again", at, message)),
    }),
  ),
  planted(
    "two-failed", "the handler fails with two different messages", { faults: 1, decisions: 2, messages: 2 },
    (fail) => {
      const failed = new Set<number>();
      return {
        handlerFailed: (message, _process, _attempt, at) =>
          void (failed.add(message.index).size === 2 && fail("two messages failed", at, message)),
      };
    },
  ),
  planted(
    "retry-in-a-drop", "a write is tried again while commands are dropped", { faults: 1, decisions: 1, messages: 1 },
    (fail) => {
      const weather = new Weather();
      return {
        fault: weather.fault,
        sent: ([message], attempt, at) =>
          void (attempt === 2 && weather.isOn("drop") && fail("it was sent again", at, message)),
      };
    },
  ),
  planted(
    "twice-in-the-store", "an entry is twice in the store while commands are duplicated",
    { faults: 1, decisions: 1, messages: 1 },
    (fail) => {
      const weather = new Weather();
      return {
        fault: weather.fault,
        applied: (message, _node, at) =>
          void (message.copies > 1 && weather.isOn("duplicate") && fail("two entries are of one message", at, message)),
      };
    },
  ),
  planted(
    "slow-delay", "a write takes over 20 ms while commands are delayed", { faults: 1, decisions: 2, messages: 1 },
    (fail) => {
      const weather = new Weather();
      return {
        fault: weather.fault,
        stored: (message, at) =>
          void (
            at - message.acceptedAt > ms(20) &&
            weather.isOn("delay") &&
            fail("it took more than 20 ms", at, message)
          ),
      };
    },
  ),
];

const OF_TROUBLE: readonly PlantedFailure[] = [
  planted(
    "unseen-for-two-seconds", "a message is handled two seconds after it was accepted", { faults: 1, messages: 1 },
    (fail) => ({
      handled: (message, _process, _intact, at) =>
        void (at - message.acceptedAt > sec(2) && fail("it was handled late", at, message)),
    }),
  ),
  planted(
    "survives-a-crash", "a message is accepted, its consumer crashes, and it is handled", { faults: 1, messages: 1 },
    (fail) => {
      const open = new Set<number>();
      let crashed = new Set<number>();
      return {
        accepted: (message) => void open.add(message.index),
        crashed: () => void (crashed = new Set([...crashed, ...open])),
        handled(message, _process, _intact, at) {
          open.delete(message.index);
          if (crashed.has(message.index)) fail("it was handled after a crash", at, message);
        },
      };
    },
  ),
  ...[12, 50].map((most) =>
    planted(`${most}-held`, `${most} messages are held at once`, { faults: 1, messages: most }, (fail) => {
      let held = 0;
      return {
        accepted: (message, at) => void (++held === most && fail("so many are held", at, message)),
        stored: () => void held--, dropped: () => void held--,
      };
    }),
  ),
  planted(
    "slow-retry", "a refused write waits 300 to 450 ms for its second attempt", { faults: 1, knobs: 1, messages: 1 },
    (fail) => {
      const first = new Map<number, number>();
      return {
        sent([message], attempt, at) {
          if (message === undefined) return;
          if (attempt === 1) first.set(message.index, at);
          const waited = at - (first.get(message.index) ?? at);
          if (attempt === 2 && waited > ms(300) && waited < ms(450))
            fail("it waited for its second attempt", at, message);
        },
      };
    },
  ),
  planted("over-budget", "the slowest message takes over a second", { faults: 1, messages: 1 }, () => ({}), {
    budget: { "publish→handled": { max: sec(1) } },
  }),
];

/** Every one of them, with what it needs at least. */
export const PLANTED_FAILURES: readonly PlantedFailure[] = [...OF_MESSAGES, ...OF_FAULTS, ...OF_CHANCE, ...OF_TROUBLE];
