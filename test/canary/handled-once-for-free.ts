import { always, clusters, crash, ms, scenario, sec } from "wavetank";

/** Stricter than the bus promises: at-least-once delivery repeats what a crash left unacknowledged. */
const neverRepeated = always("never-repeated", "no message is handled twice, by whomever", (verdicts) => {
  const handled = new Set<number>();
  return {
    handled(message, _process, _intact, at) {
      verdicts.compare();
      if (handled.has(message.index))
        verdicts.violate(at, "a message was handled twice", `message ${message.index} was handled twice`, message);
      handled.add(message.index);
    },
  };
});

/** A claim that does not hold. Where nothing finds that out, nothing that passes there means anything. */
export default scenario({
  name: "handled-once-for-free",
  claim: "A consumer that dies between handling and acknowledging costs nothing.",
  duration: sec(10),
  traffic: [clusters({ messages: 300 })],
  faults: [crash("engine-1", { at: sec(4), when: "handled", restartAfter: ms(400) })],
  always: [neverRepeated],
  eventually: [],
  sometimes: [],
});
