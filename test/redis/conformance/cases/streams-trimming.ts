import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "XTRIM refuses wrong arguments",
    steps: [
      "A XADD x 1-1 f v", "A SET str x", "A XTRIM x", "A XTRIM x MAXLEN", "A XTRIM x MAXLEN ~",
      "A XTRIM x MAXLEN = 1 2", "A XTRIM x FOO 1", "A XTRIM x NOMKSTREAM MAXLEN 1", "A XTRIM x MAXLEN ~ 1 LIMIT",
      "A XTRIM x MAXLEN ~ 1 LIMIT 0", "A XTRIM none MAXLEN a", "A XTRIM str MAXLEN a", "A XTRIM none MAXLEN 1",
      "A XTRIM x LIMIT 1", "A XTRIM x MAXLEN 1 MINID 1", "A XTRIM x", "A XTRIM x LIMIT 1 FOO",
    ],
  },
  {
    name: "a node emptied by MINID stays where a deleted entry ends it",
    steps: [
      "A XADD s 1-1 a 1", "A XADD s 2-1 a 1", "A XADD s 3-1 a 1", "A XDEL s 3-1", "A XTRIM s MINID 3-1",
      "A XINFO STREAM s", "A XADD s 4-1 a 1", "A XINFO STREAM s", "A XTRIM s MAXLEN 0", "A XINFO STREAM s",
      "A XRANGE s - +", "A DEL s", "A XADD s 1-1 a 1", "A XADD s 2-1 a 1", "A XADD s 3-1 a 1", "A XDEL s 3-1",
      "A XADD s MINID 3 4-1 a 1", "A XINFO STREAM s", "A XTRIM s MINID 4-2", "A XINFO STREAM s",
    ],
  },
  {
    name: "exact trimming by length and by id",
    steps: [
      "A XADD s 1-1 f v", "A XADD s 2-1 f v", "A XADD s 3-1 f v", "A XADD s 4-1 f v", "A XADD s 5-1 f v",
      "A XADD s 6-1 f v", "A XADD s 7-1 f v", "A XADD s 8-1 f v", "A XADD s 9-1 f v", "A XADD s 10-1 f v",
      "A XADD s 11-1 f v", "A XADD s 12-1 f v", "A XTRIM s MAXLEN 10", "A XRANGE s - + COUNT 1", "A XTRIM s MINID 5",
      "A XRANGE s - + COUNT 1", "A XTRIM s MINID 5-2", "A XTRIM s MAXLEN = 3", "A XRANGE s - +", "A XTRIM s MAXLEN 0",
      "A XLEN s", "A XINFO STREAM s",
    ],
  },
  {
    name: "approximate trimming removes whole nodes",
    steps: [
      ...Array.from({ length: 22 }, (_, i) => `A XADD s ${i + 1}-1 data ${"x".repeat(512)}`),
      "A XINFO STREAM s", "A XTRIM s MAXLEN ~ 20", "A XTRIM s MAXLEN ~ 15", "A XLEN s", "A XTRIM s MAXLEN ~ 1 LIMIT 6",
      "A XTRIM s MINID ~ 14", "A XTRIM s MINID ~ 15", "A XTRIM s MAXLEN ~ 0 LIMIT 7", "A XTRIM s MAXLEN ~ 0 LIMIT 0",
      "A XLEN s",
    ],
  },
  {
    name: "XADD trims after it has added",
    steps: [
      "A XADD s 1-1 f v", "A XADD s 2-1 f v", "A XADD s 3-1 f v", "A XADD s 4-1 f v", "A XADD s 5-1 f v",
      "A XADD s MAXLEN 3 6-1 f v", "A XRANGE s - +", "A XADD s MINID 6 7-1 f v", "A XRANGE s - +",
      "A XADD s MAXLEN 0 8-1 f v", "A XLEN s", "A XADD s 8-1 f v", "A XADD s MINID 100 9-1 f v", "A XLEN s",
    ],
  },
  {
    name: "trimming leaves no tombstone but XDEL does",
    steps: [
      "A XADD s 1-1 f v", "A XADD s 2-1 f v", "A XADD s 3-1 f v", "A XADD s 4-1 f v", "A XADD s 5-1 f v",
      "A XADD s 6-1 f v", "A XTRIM s MAXLEN 4", "A XINFO STREAM s", "A XDEL s 4-1", "A XINFO STREAM s",
      "A XDEL s 6-1 3-1", "A XINFO STREAM s",
    ],
  },
];
