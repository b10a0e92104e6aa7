import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "XREAD refuses wrong arguments",
    steps: [
      "A XREAD", "A XREAD STREAMS", "A XREAD STREAMS s", "A XREAD STREAMS s 0", "A XREAD COUNT a STREAMS s 0",
      "A XREAD COUNT", "A XREAD COUNT 1", "A XREAD COUNT 1 2", "A XREAD FOO STREAMS s 0", "A XREAD COUNT 1 STREAMS s",
      "A XREAD COUNT 1 STREAMS s t 0", "A XREAD BLOCK -1 STREAMS s 0", "A XREAD BLOCK a STREAMS s 0",
      "A XREAD BLOCK 1.5 STREAMS s 0", "A XREAD STREAMS s >", "A XREAD STREAMS s $", "A XREAD STREAMS s +",
      "A XREAD STREAMS s -", "A XREAD STREAMS s abc", "A XREAD GROUP g c STREAMS s 0", "A XREAD NOACK STREAMS s 0",
    ],
  },
  {
    name: "XREAD: ids, counts, several streams and other types",
    steps: [
      "A XADD s 1-1 a b", "A XADD s 2-1 a b", "A XADD s 3-1 a b", "A XREAD STREAMS s +",
      "A XREAD COUNT 2 STREAMS s s 1 +", "A XREAD COUNT 0 STREAMS s 1", "A XREAD COUNT -1 STREAMS s 1",
      "A XREAD COUNT 1 STREAMS s 1", "A XREAD STREAMS s 18446744073709551615-18446744073709551615",
      "A XREAD BLOCK 10 STREAMS s 18446744073709551615-18446744073709551615", "sleep 60",
      "A XREAD COUNT 1 COUNT 2 BLOCK 10 STREAMS s 0", "A SET str x", "A XREAD STREAMS str 0",
      "A XREAD STREAMS s str 0 0", "A XREAD STREAMS str s a 0", "A XREAD STREAMS s none 0 0",
    ],
  },
  {
    name: "XREADGROUP refuses wrong arguments",
    steps: [
      "A XADD s 1-1 a b", "A XADD s 2-1 a b", "A XADD s 3-1 a b", "A SET str x", "A XREADGROUP",
      "A XREADGROUP GROUP g c", "A XREADGROUP GROUP g c STREAMS s", "A XREADGROUP COUNT 1 STREAMS s 0 0",
      "A XREADGROUP FOO BAR BAZ STREAMS s 0", "A XREADGROUP GROUP g STREAMS s >", "A XREADGROUP GROUP g c STREAMS s >",
      "A XREADGROUP GROUP g c STREAMS none >", "A XREADGROUP GROUP g c STREAMS str >",
      "A XREADGROUP GROUP g c STREAMS s $", "A XREADGROUP GROUP g c STREAMS s +",
      "A XREADGROUP GROUP g c STREAMS none $", "A XREADGROUP GROUP g c STREAMS s a",
      "A XREADGROUP GROUP g c COUNT 1 BLOCK -5 STREAMS s a", "A XREADGROUP GROUP g c NOACK FOO STREAMS s a",
      "A XREADGROUP GROUP g c STREAMS s t >", "A XREADGROUP COUNT 1 NOACK STREAMS s >",
    ],
  },
  {
    name: "XREADGROUP reads what is new and a consumer's own history",
    steps: [
      "A XADD s 1-1 a b", "A XADD s 2-1 a b", "A XADD s 3-1 a b", "A XGROUP CREATE s g2 1-1",
      "A XREADGROUP GROUP g2 c STREAMS s 0", "A XREADGROUP GROUP g2 c COUNT 1 STREAMS s >",
      "A XREADGROUP GROUP g2 c COUNT 1 STREAMS s >", "A XREADGROUP GROUP g2 c COUNT 1 STREAMS s >",
      "A XREADGROUP GROUP g2 c COUNT 0 STREAMS s 0", "A XREADGROUP GROUP g2 c COUNT -1 STREAMS s 0",
      "A XREADGROUP GROUP g2 c NOACK STREAMS s 0", "A XDEL s 2-1", "A XREADGROUP GROUP g2 c STREAMS s 0",
    ],
  },
  {
    name: "XREADGROUP on several streams, set back, and with odd options",
    steps: [
      "A XADD s 1-1 a b", "A XADD s 2-1 a b", "A XGROUP CREATE s g 0", "A XREADGROUP GROUP g c STREAMS s $",
      "A XREADGROUP GROUP g c STREAMS s +", "A XREADGROUP GROUP g c STREAMS s a",
      "A XREADGROUP GROUP g c STREAMS s none > >", "A XREADGROUP GROUP g c STREAMS s s > 0",
      "A XREADGROUP GROUP g c STREAMS s s 0 >", { step: "A XINFO CONSUMERS s g", mask: "numbers" },
      "A XREADGROUP GROUP g newc STREAMS s >", "A XREADGROUP GROUP g newc2 STREAMS s 0",
      { step: "A XINFO CONSUMERS s g", mask: "numbers" }, "A XGROUP SETID s g 0", "A XREADGROUP GROUP g d STREAMS s >",
      "A XREADGROUP GROUP g d STREAMS s 0", "A XINFO GROUPS s", "A XREADGROUP GROUP g d NOACK COUNT 1 STREAMS s >",
      "A XREADGROUP BLOCK 10 GROUP g d STREAMS s >", "sleep 60", "A XREADGROUP BLOCK 10 GROUP g d STREAMS s 0",
    ],
  },
  {
    name: "deleted entries are not read, and the end of a stream may be one",
    steps: [
      "A XADD s 1-1 a b", "A XDEL s 1-1", "A XREAD STREAMS s 0", "A XGROUP CREATE s g 0",
      "A XREADGROUP GROUP g c STREAMS s >", "A XREAD STREAMS s +", "A XADD s 2-1 a b", "A XADD s 3-1 a b",
      "A XDEL s 3-1", "A XREAD STREAMS s 0", "A XREAD STREAMS s 2-1", "A XREAD STREAMS s +",
      "A XREADGROUP GROUP g c STREAMS s >", "A XREADGROUP GROUP g c STREAMS s >", "A XINFO GROUPS s",
    ],
  },
  {
    name: "counts of 64 bits",
    steps: [
      "A XADD s 1-1 a b", "A XREAD COUNT 9223372036854775807 STREAMS s 0", "A XRANGE s - + COUNT 9223372036854775807",
      "A XREAD COUNT 9223372036854775808 STREAMS s 0",
      { step: "A XADD s MAXLEN 9223372036854775807 * a b", mask: "numbers" },
      { step: "A XADD s MAXLEN 9223372036854775808 * a b", mask: "numbers" },
      "A XREAD BLOCK 1 BLOCK 2 COUNT 1 STREAMS streams streams 0 0", "sleep 60", "A XREAD STREAMS STREAMS STREAMS 0 0",
    ],
  },
  {
    name: "RESP 3 gives maps",
    steps: [
      "A XADD s 1-1 a b", "A XADD s 2-1 a b", "A XADD s 3-1 a b", "A XGROUP CREATE s g 0", "A XREAD STREAMS s 0",
      "A XREAD STREAMS none 0", "A XREADGROUP GROUP g d COUNT 1 STREAMS s >", "A XREADGROUP GROUP g d STREAMS s 0",
      "A XREADGROUP GROUP g d STREAMS s >", "A XREADGROUP GROUP g d STREAMS s >", "A XRANGE s - + COUNT 0",
      "A XINFO STREAM s", { step: "A XINFO STREAM s FULL", mask: "numbers" }, "A XINFO GROUPS s",
      { step: "A XINFO CONSUMERS s g", mask: "numbers" }, "A XPENDING s g", "A XGROUP CREATE s empty 0",
      "A XPENDING s empty", "A XDEL s 2-1", "A XAUTOCLAIM s g c 0 0", "A XCLAIM s g e 0 1-1 JUSTID",
    ],
  },
];
