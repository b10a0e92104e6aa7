import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "XRANGE and XREVRANGE: intervals, counts and errors",
    steps: [
      "A XADD x 5-18446744073709551615 f v", "A XADD x 18446744073709551615-18446744073709551615 f v", "A SET str x",
      "A XLEN none", "A XLEN", "A XRANGE str - +", "A XRANGE none - +", "A XRANGE x - + COUNT",
      "A XRANGE x - + COUNT 0", "A XRANGE x - + COUNT -1", "A XRANGE none - + COUNT 0", "A XRANGE str - + COUNT 0",
      "A XRANGE x - + COUNT a", "A XRANGE x - + FOO 1", "A XRANGE x - + COUNT 1 COUNT 2", "A XRANGE x a +",
      "A XRANGE x ( +", "A XRANGE x (- +", "A XRANGE x - (+", "A XRANGE x (18446744073709551615-18446744073709551615 +",
      "A XRANGE x - (0-0", "A XRANGE x - (0", "A XRANGE x (0 (1", "A XRANGE x 5 5", "A XRANGE x 5 (5",
      "A XRANGE x (5 +", "A XREVRANGE x + -", "A XREVRANGE x - +", "A XREVRANGE x + - COUNT 1", "A XREVRANGE x (0 -",
      "A XREVRANGE x + (18446744073709551615-18446744073709551615", "A XRANGE x + -",
      "A XRANGE x 1-99999999999999999999 +", "A XRANGE x 1-a +",
    ],
  },
  {
    name: "XRANGE walks through deleted entries",
    steps: [
      "A XADD s 1-1 f 1", "A XADD s 2-1 f 2", "A XADD s 3-1 f 3", "A XADD s 4-1 f 4", "A XADD s 5-1 f 5",
      "A XADD s 6-1 f 6", "A XADD s 7-1 f 7", "A XADD s 8-1 f 8", "A XDEL s 1-1 4-1 8-1", "A XRANGE s - +",
      "A XREVRANGE s + -", "A XRANGE s 2 5", "A XREVRANGE s 5 2 COUNT 2", "A XRANGE s (2-1 (7-1", "A XRANGE s 4-1 4-1",
      "A XRANGE s - + COUNT 2",
    ],
  },
  {
    name: "XDEL counts what it deletes",
    steps: [
      "A XADD x 1-1 f v", "A XADD x 2-1 f v", "A SET str x", "A XDEL x", "A XDEL x a", "A XDEL x 1-1 a",
      "A XDEL none 1-1", "A XDEL none a", "A XDEL str a", "A XDEL x 5", "A XDEL x -", "A XDEL x 1-1 1-1 2-1 3-1",
      "A XLEN x", "A EXISTS x",
      "A XINFO STREAM x",
    ],
  },
];
