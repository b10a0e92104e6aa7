import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { KeyOrder } from "../../../src/bus/key-order.ts";
import { BusMessage } from "../../../src/bus/message.ts";
import { SubscriptionTable } from "../../../src/bus/message-bus/subscription.ts";
import { SeenEntries } from "../../../src/bus/seen-entries.ts";
import { SeenSequences } from "../../../src/bus/seen.ts";
import { Judge } from "../../../src/oracles/oracle.ts";
import type { RunTrial } from "../mutant.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What a part may have grown by, in bytes, once it is at its bound. */
const GROWTH = 3_000_000;
const NOTHING = new Uint8Array(0);

interface Part {
  readonly name: string;
  /** The `i`-th of ever new keys, topics, numbers. */
  readonly feed: (i: number) => void;
  readonly warm: number;
  readonly most: number;
  /** What it remembers, where it says so: at most this. Elsewhere the heap is asked. */
  readonly size?: () => number;
  readonly bound?: number;
}

/** Of what is remembered in numbers beside the heap, one in so many is asked for. */
const SAMPLED = 1_024;
const samples = Array.from({ length: 180 }, (_, n) => n * SAMPLED);
const foreign = (i: number) => ({ entry: { ms: i, seq: 0 }, topic: "t", payload: NOTHING });

function parts(): Part[] {
  const keys = new KeyOrder();
  const table = new SubscriptionTable<unknown>("fifo", "nautilus");
  const sequences = new SeenSequences();
  const entries = new SeenEntries();
  return [
    {
      name: "keys of messages", warm: 8_000, most: 60_000,
      feed: (i) => {
        const message = new BusMessage(
          { topic: "t", type: "T", payload: NOTHING, priority: 0, key: `order-${i}` }, i, 0, 0,
        );
        keys.add(message);
        keys.remove(message);
      },
    },
    { name: "topics", warm: 65_000, most: 65_000 + 65_536, feed: (i) => void table.resolve(`data.${i}`) },
    {
      name: "numbers seen", warm: 65_000, most: 67_000, feed: (i) => void sequences.add(2 * i),
      size: () => sequences.ranges, bound: 65_536,
    },
    {
      name: "entries of others", warm: 66_000, most: 66_000 + 2 * 65_536, feed: (i) => void entries.add(foreign(i)),
      size: () => SAMPLED * samples.filter((i) => !entries.add(foreign(i))).length, bound: 2 * 65_536,
    },
  ];
}

/** Parts that remember, fed with what never comes again. */
export const trial: RunTrial = () => {
  const judge = new Judge("bounded-memory", "what a part remembers is bounded");
  for (const { name, feed, warm, most, size, bound = Infinity } of parts()) {
    for (let i = 0; i < warm; i++) feed(i);
    const before = size === undefined ? held() : 0;
    for (let i = warm; i < most; i++) feed(i);
    const grown = size === undefined ? held() - before : 0;
    judge.compare();
    if (size !== undefined && size() > bound) judge.violate(0, `${name}: ${size()} are remembered, ${bound} may be`);
    if (grown > GROWTH)
      judge.violate(0, `${name}: ${Math.round(grown / 1e6)} MB more after ${most} than after ${warm}`);
  }
  const { name, verdict, reason, compared } = judge.report();
  return Promise.resolve({
    findings: verdict === "fail" ? [{ oracle: name, what: reason }] : [], compared: { [name]: compared },
  });
};

function held(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
