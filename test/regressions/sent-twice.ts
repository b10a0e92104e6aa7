import { always, crash, drop, ms, pause, scenario, sec, steady } from "wavetank";

/** A claim that does not hold: whoever replays it must see it fail, in the same way each time. */
export default scenario({
  name: "sent-twice",
  claim: "No message is ever sent twice.",
  duration: sec(8),
  traffic: [steady({ messages: 200 })],
  faults: [
    drop("feed-1", { at: sec(1), lasting: sec(6), perMille: 30 }),
    crash("redis-0", { at: sec(3), restartAfter: ms(300) }),
    pause("engine-1", { at: sec(5), lasting: ms(400) }),
  ],
  always: [always("sent-once", "no message is sent twice", (verdicts) => ({
    sent([message], attempt, at) {
      verdicts.compare();
      if (attempt > 1 && message !== undefined)
        verdicts.violate(at, "a message was sent twice", `message ${message.index} was sent twice`, message);
    },
  }))],
  eventually: [],
  sometimes: [],
});
