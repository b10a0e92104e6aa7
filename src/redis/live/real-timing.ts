import type { Timing } from "../wire/transport.ts";

/** The longest wait that a timer of the runtime takes, in ms. */
const LONGEST_MS = 2_147_483_647;

const sinceBootUs = (): number => {
  const [seconds, ns] = process.hrtime();
  return seconds * 1_000_000 + Math.floor(ns / 1_000);
};

/** `performance.now` would do, at twice the cost; it is asked for before every command. */
const bootedAtUs = Math.floor((performance.timeOrigin + performance.now()) * 1_000) - sinceBootUs();

/** The machine's time: Unix µs that never move back, and timers that do not keep the process alive. */
export const realTiming: Timing = {
  nowUs: () => bootedAtUs + sinceBootUs(),
  after(us, callback) {
    const timer = setTimeout(callback, Math.min(LONGEST_MS, Math.ceil(us / 1_000)));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
