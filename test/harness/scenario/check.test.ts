import { describe, expect, test } from "vitest";
import {
  burst, clusters, crash, drained, drift, duplicate, entryClaimed, failover, fenced, ms, orderedPerKey, partition,
  poisson,
  sec, session, steady, swarm, venueGap, writeRetried, type Scenario,
} from "../../../src/harness/authoring.ts";
import { checkScenario } from "../../../src/harness/scenario/check.ts";
import { calm } from "./runner.ts";

/** A scenario as JavaScript could write it. */
const wrong = (changes: object): Scenario => ({ ...calm(), ...changes });

const swarmsOutOfBounds = Object.entries({
  drop: 1_001, duplicate: 0, delay: 0.5, throttle: -1, crash: "x", skew: Number.NaN, drift: 500_000_001, failover: 0,
  burst: Infinity, buggify: 1,
}).map(([name, limit]): [string, Scenario, string, string] => [
  `a swarm's ${name} of ${limit}`,
  calm({ deployment: { replicas: 1 }, faults: [swarm({ [name]: limit })] }),
  `the swarm's limit of ${name} is ${limit}`, `without it, there is no ${name}`,
]);

describe("a scenario that cannot be run is refused, with what is wrong and what comes nearest", () => {
  test.each<[string, Scenario, string, string]>([
    [
      "an unknown fault", wrong({ faults: [{ kind: "partitoin", at: 1, lasting: 1 }] }), `"partitoin" is no fault kind`,
      "partition?",
    ],
    [
      "an unknown node", calm({ faults: [crash("engin-1", { at: sec(1), restartAfter: ms(1) })] }),
      `"engin-1" is no node that crash can befall`, "engine-1?",
    ],
    [
      "a node that the fault cannot befall", calm({ faults: [duplicate("engine-1", { perMille: 5 })] }),
      `"engine-1" is no node that duplicate can befall`, "feed-1",
    ],
    ["an option that nothing reads", wrong({ buss: {} }), `"buss" is no option of a scenario`, "bus?"],
    [
      "an option of a fault", calm({ faults: [crash("engine-1", { at: 1, restartAfter: 5, wen: "flush" } as never)] }),
      `"wen" is no option of the fault crash`, "when?",
    ],
    [
      "a way that is none", calm({ faults: [partition("feed-1", { at: 1, lasting: 5, way: "reqest" as never })] }),
      `"reqest" is no way of partition`, "request?",
    ],
    ...swarmsOutOfBounds,
    [
      "a clock that stands still", calm({ faults: [drift("feed-1", { at: 1, lasting: 5, ppb: -1_000_000_000 })] }),
      "drift: ppb is -1000000000", "a whole number from -500000000 to 1000000000",
    ],
    ["a limit of a swarm", calm({ faults: [swarm({ dorp: 3 } as never)] }), `"dorp" is no option of swarm`, "drop?"],
    [
      "an option of traffic", calm({ traffic: [steady({ messages: 3, perSecond: 5 } as never)] }),
      `"perSecond" is no option of the traffic steady`, "messages",
    ],
    [
      "a fault after the end", calm({ faults: [partition("feed-1", { at: sec(9), lasting: ms(1) })] }), "strikes never",
      "a time from 0",
    ],
    ["a failover without a replica", calm({ faults: [failover({ at: sec(1) })] }), "nobody to promote", "replicas"],
    [
      "a sentinel without a replica", calm({ deployment: { sentinel: { downAfter: sec(1) } } }), "nobody to promote",
      "replicas",
    ],
    [
      "a venue that is not there", calm({ faults: [venueGap("KRAKEN", { at: sec(1) })] }),
      `"KRAKEN" is no venue of this scenario`, "",
    ],
    [
      "a budget that no network allows", calm({ budget: { "publish→handled": { p99: 1_000 } } }), "below a round trip",
      "90000",
    ],
    [
      "a budget that falls", calm({ budget: { "publish→handled": { p50: ms(9), p99: ms(3) } } }),
      "falls with the quantile", "p50",
    ],
    [
      "a budget of nothing", wrong({ budget: { "publish→handeld": { p99: ms(3) } } }),
      `"publish→handeld" is no latency series`, "publish→handled?",
    ],
    ["a sometimes without a cause", calm({ sometimes: [writeRetried()] }), "write-retried cannot happen", "crash"],
    [
      "a claim of entries by a group of one", calm({ sometimes: [entryClaimed()] }), "entry-claimed cannot happen",
      "consumers>1",
    ],
    [
      "order over a group that has none", calm({ bus: { consumers: 2 }, always: [orderedPerKey()] }),
      "deals a key's messages out", "one consumer",
    ],
    ["a fence where nothing is fenced", calm({ always: [fenced()] }), "no write is fenced", "fenced: true"],
    ["no traffic", calm({ traffic: [] }), "no traffic", "at least one"],
    ["nothing to hold", calm({ always: [], eventually: [] }), "nothing has to hold", "always"],
    ["a goal in no time", calm({ eventually: [drained({ within: 0 })] }), "within 0", "positive"],
    ["messages of no number", calm({ traffic: [steady({ messages: Number.NaN })] }), "NaN messages", "1 to"],
    [
      "more messages than a run can hold", calm({ traffic: [clusters({ messages: 1e12 })] }), "1000000000000 messages",
      "1 to",
    ],
    ["messages at no rate", calm({ traffic: [poisson({ perSecond: 0 })] }), "0 messages a second", "more than 0"],
    [
      "messages at more than any rate", calm({ traffic: [poisson({ perSecond: Infinity })] }),
      "Infinity messages a second", "at most",
    ],
    [
      "traffic of a producer that is not there", calm({ traffic: [steady({ messages: 3, producer: "feed-2" })] }),
      `"feed-2" is no producer`, "feed-1?",
    ],
    [
      "a class that is none", calm({ traffic: [steady({ messages: 3, mix: { LOWW: 1 } as never })] }),
      `"LOWW" is no class of messages`, "LOW?",
    ],
    [
      "shares of nothing", calm({ traffic: [steady({ messages: 3, mix: { LOW: 0 } })] }), "shares of 0",
      "not all of them 0",
    ],
    ["no keys", calm({ traffic: [steady({ messages: 3, keys: 0 })] }), "0 keys", "1 to"],
    [
      "a flow that never begins", calm({ traffic: [steady({ messages: 3, from: sec(99) })] }), "never begins",
      "a time from 0",
    ],
    [
      "a flow that ends before it begins", calm({ traffic: [steady({ messages: 3, from: 9, until: 4 })] }),
      "from 9 to 4", "an end after",
    ],
    [
      "a venue without events", calm({ traffic: [session({ venue: "KRAKEN", base: "BTC", perSecond: Number.NaN })] }),
      "NaN events a second", "more than 0",
    ],
    [
      "a fault at half a nanosecond", calm({ faults: [crash("engine-1", { at: 0.5, restartAfter: ms(1) })] }),
      "crash: at is 0.5", "a whole number",
    ],
    [
      "a crash that is over before it began", calm({ faults: [crash("engine-1", { at: 5, restartAfter: -1 })] }),
      "restartAfter is -1", "0 or more",
    ],
    [
      "a burst of no times", calm({ faults: [burst({ at: 1, lasting: 5, times: 0 })] }), "times is 0",
      "a positive number",
    ],
    ["two swarms", calm({ faults: [swarm(), swarm()] }), "two swarms", "one swarm"],
    ["a name that no file could have", calm({ name: "My Scenario" }), "is no name", "lower case"],
    ["a claim that says nothing", calm({ claim: "works" }), "says nothing", "sentence"],
    ["a duration of nothing", calm({ duration: 0 }), "a duration of 0", "sec(30)"],
    ["a list that is none", wrong({ faults: {} }), "faults is not a list", "a list"],
    ["a part that is missing", wrong({ traffic: undefined }), "it has no traffic", "traffic"],
    ["a configuration that the bus refuses", calm({ bus: { batch: 1 } }), "found the number 1", "4"],
  ])("%s", (_what, data, problem, expected) => {
    const problems = checkScenario(data);
    expect(problems.map((each) => each.problem).join("\n")).toContain(problem);
    expect(problems.map((each) => each.expected).join("\n")).toContain(expected);
  });

  test("and one that can be run is not", () => {
    expect(checkScenario(calm())).toEqual([]);
    expect(checkScenario(calm({ traffic: [clusters({ messages: 10, keys: 2, mix: { LOW: 1 }, size: 3 })] }))).toEqual(
      [],
    );
  });
});
