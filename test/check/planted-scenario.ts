import {
  always, conserved, drained, effectOnce, ms, noLoss, scenario, sec, steady, swarm, type Always, type Scenario,
} from "../../src/harness/authoring.ts";

/** Breaks when a message is handled while a pause of the master is on. */
export const noPause = (): Always =>
  always("no-pause", "no fault called pause begins before a message is handled", (verdicts) => {
    let paused = false;
    return {
      fault: (kind, _id, begins) => void (kind === "pause" && begins && (paused = true)),
      handled: (message, _process, _intact, at) => {
        verdicts.compare();
        if (paused)
          verdicts.violate(at, "handled after a pause", `message ${message.index} was handled after a pause`, message);
      },
    };
  });

/** Short, with everything mild allowed; nothing in it fails. */
export const mild = (changes: Partial<Scenario> = {}): Scenario =>
  scenario({
    name: "mild", claim: "Whatever mild thing happens, every message is handled once.", duration: sec(3),
    traffic: [steady({ messages: 60 })],
    faults: [
      swarm({
        drop: 20, delay: ms(20), pause: ms(300), disconnect: 2, skew: sec(5), "slow-handler": ms(1), knobs: true,
      }),
    ],
    always: [conserved(), noLoss(), effectOnce()], eventually: [drained({ within: sec(90) })], sometimes: [],
    ...changes,
  });
