import type { Case } from "../case.ts";

/** Differences between the model and a real server that random histories brought to light, cut down to what shows them. */
export const CASES: readonly Case[] = [
  {
    name: "the greatest id means new entries, as > does",
    steps: [
      "A XADD t 18-1 f x",
      "A XGROUP CREATE t g 0",
      "A XREADGROUP GROUP g c STREAMS t 18446744073709551615-18446744073709551615",
      "A XREADGROUP GROUP g c STREAMS t 18446744073709551615-18446744073709551615",
    ],
  },
  {
    name: "a delivery with NOACK is no activity of the consumer",
    compat: ["8.0"],
    steps: [
      "A XADD t 63-1 f r",
      "A XGROUP CREATE t h 0",
      "A XREADGROUP GROUP h e NOACK STREAMS t >",
      { step: "A XINFO STREAM t FULL", mask: "numbers" },
      { step: "A XINFO CONSUMERS t h", mask: "numbers" },
    ],
  },
  {
    name: "a list's index is cut to 32 bits by Valkey when the list is small",
    steps: ["A RPUSH a 12", "A LSET a 4294967296 d", "A LRANGE a 0 -1"],
  },
  {
    name: "a group may be set to the greatest and the smallest id by their signs",
    steps: [
      "A XADD t 60-1 f v",
      "A XGROUP CREATE t h 3-1",
      "A XGROUP SETID t h +",
      "A XINFO GROUPS t",
      "A XGROUP SETID t h -",
      "A XINFO GROUPS t",
      "A XGROUP CREATE t i +",
      "A XGROUP CREATE t j -",
      "A XINFO GROUPS t",
    ],
  },
  {
    name: "the greatest id for one of several streams, and new entries of the other",
    steps: ["A XGROUP CREATE u h 11 MKSTREAM", "A XREADGROUP GROUP h c STREAMS u u 18446744073709551615-18446744073709551615 >"],
  },
  {
    name: "XREAD from the last entry of a stream that has none",
    steps: ["A XGROUP CREATE t h 0 MKSTREAM", "A XREAD STREAMS t +", "A XADD s 1-1 f v", "A XREAD STREAMS s t + +", "A XDEL s 1-1", "A XREAD STREAMS s +"],
  },
  {
    name: "INCRBYFLOAT leaves a text, even of a whole number",
    steps: ["A INCRBYFLOAT k -60", "A OBJECT ENCODING k", "A INCR k", "A OBJECT ENCODING k"],
  },
];
