import type { Case } from "../case.ts";

const DOUBLES = "ioredis reads integers as doubles";

export const CASES: readonly Case[] = [
  {
    name: "XGROUP and its subcommands refuse wrong arguments",
    steps: [
      "A SET str x", "A XADD s 1-1 a b", "A XADD s 2-1 a b", "A XADD s 3-1 a b", "A XGROUP", "A XGROUP HELP",
      "A XGROUP HELP a", "A XGROUP FOO", "A XGROUP CREATE", "A XGROUP CREATE s", "A XGROUP CREATE s g",
      "A XGROUP CREATE none g 0", "A XGROUP CREATE none g a", "A XGROUP CREATE none g $ MKSTREAM",
      "A XINFO STREAM none", "A XGROUP CREATE str g 0", "A XGROUP CREATE s g 0", "A XGROUP CREATE s g 0",
      "A XGROUP CREATE s g a", "A XGROUP CREATE s g 0 FOO", "A XGROUP CREATE s h 0 ENTRIESREAD",
      "A XGROUP CREATE s h 0 ENTRIESREAD a", "A XGROUP CREATE s h 0 ENTRIESREAD -2",
      "A XGROUP CREATE s h 0 ENTRIESREAD -1", "A XGROUP CREATE s i 0 ENTRIESREAD 7 MKSTREAM", "A XGROUP CREATE s j -",
      "A XGROUP CREATE s k +", "A XGROUP CREATE s l >", "A XGROUP CREATE s l 5", "A XGROUP SETID", "A XGROUP SETID s",
      "A XGROUP SETID s g", "A XGROUP SETID s nog 0", "A XGROUP SETID s nog a", "A XGROUP SETID none nog 0",
      "A XGROUP SETID str g 0", "A XGROUP SETID s g a", "A XGROUP SETID s g 1 MKSTREAM", "A XGROUP SETID s g 1 FOO",
      "A XGROUP SETID s g $ ENTRIESREAD 2", "A XGROUP SETID s g $ ENTRIESREAD -2", "A XGROUP SETID s g $ ENTRIESREAD",
      "A XGROUP SETID s g $ ENTRIESREAD 1 2", "A XGROUP DESTROY", "A XGROUP DESTROY s", "A XGROUP DESTROY s nog",
      "A XGROUP DESTROY none g", "A XGROUP DESTROY s l", "A XGROUP DESTROY s l x", "A XGROUP CREATECONSUMER s g",
      "A XGROUP CREATECONSUMER s g c", "A XGROUP CREATECONSUMER s g c", "A XGROUP CREATECONSUMER s nog c",
      "A XGROUP CREATECONSUMER none g c", "A XGROUP CREATECONSUMER s g c d", "A XGROUP DELCONSUMER s g c",
      "A XGROUP DELCONSUMER s g c", "A XGROUP DELCONSUMER s nog c", "A XGROUP DELCONSUMER none nog c",
      "A XGROUP DELCONSUMER str nog c", "A XGROUP DELCONSUMER s g",
    ],
  },
  {
    name: "XGROUP without the key",
    steps: [
      "A XGROUP DESTROY none g", "A XGROUP SETID none g 0", "A XGROUP CREATECONSUMER none g c",
      "A XGROUP DELCONSUMER none g c", "A XGROUP CREATE none g a MKSTREAM", "A XGROUP CREATE none g 0 ENTRIESREAD a",
      "A XGROUP CREATE none g a FOO", "A XGROUP CREATE none g 0 entriesread -5", "A XGROUP create none g 0 foo",
      "A XGROUP SETID none g 0 FOO", "A XGROUP SETID none g 0 ENTRIESREAD -5", "A SET str x",
      "A XGROUP SETID str g 0 ENTRIESREAD -5", "A XGROUP CREATE str g a ENTRIESREAD -5", "A XGROUP CREATE str g a",
      "A XGROUP DESTROY str g", "A XGROUP CREATECONSUMER str g c",
    ],
  },
  {
    name: "a watched key that XGROUP CREATE MKSTREAM makes is touched",
    steps: ["A WATCH none", "A XGROUP CREATE none g 0 MKSTREAM", "A MULTI", "A EXEC"],
  },
  {
    name: "entries-read and lag, up to their ends", not: { mock: DOUBLES, wire: DOUBLES, live: DOUBLES },
    steps: [
      "A XADD s 1-1 a b", "A XSETID s 5-5 ENTRIESADDED 9223372036854775807", "A XINFO STREAM s",
      "A XGROUP CREATE s h 0 ENTRIESREAD 9223372036854775807", "A XGROUP CREATE s i 0 ENTRIESREAD 5",
      "A XGROUP CREATE s j 1-1", "A XGROUP CREATE s k 7-7", "A XINFO GROUPS s", "A XREADGROUP GROUP h c STREAMS s >",
      "A XREADGROUP GROUP i c STREAMS s >", "A XREADGROUP GROUP j c STREAMS s >", "A XADD s 6-6 a b",
      "A XINFO STREAM s", "A XREADGROUP GROUP h c STREAMS s >", "A XREADGROUP GROUP i c STREAMS s >",
      "A XREADGROUP GROUP j c STREAMS s >", "A XINFO GROUPS s",
    ],
  },
  {
    name: "lag with tombstones",
    steps: [
      "A XADD s 1-1 f v", "A XADD s 2-1 f v", "A XADD s 3-1 f v", "A XADD s 4-1 f v", "A XADD s 5-1 f v",
      "A XADD s 6-1 f v", "A XGROUP CREATE s g 0", "A XINFO GROUPS s", "A XREADGROUP GROUP g c COUNT 2 STREAMS s >",
      "A XINFO GROUPS s", "A XDEL s 4-1", "A XINFO GROUPS s", "A XREADGROUP GROUP g c COUNT 3 STREAMS s >",
      "A XINFO GROUPS s", "A XREADGROUP GROUP g c STREAMS s >", "A XADD s 7-1 f v", "A XINFO GROUPS s",
      "A XTRIM s MAXLEN 1", "A XINFO GROUPS s", "A XGROUP SETID s g 0", "A XINFO GROUPS s", "A XGROUP SETID s g 6-5",
      "A XINFO GROUPS s",
    ],
  },
  {
    name: "a group made in the middle",
    steps: [
      "A XADD s 1-1 f v", "A XADD s 2-1 f v", "A XADD s 3-1 f v", "A XADD s 4-1 f v", "A XADD s 5-1 f v",
      "A XGROUP CREATE s a 1-1", "A XGROUP CREATE s b 3-1", "A XGROUP CREATE s c 5-1", "A XGROUP CREATE s d 9-9",
      "A XGROUP CREATE s e 3-1 ENTRIESREAD 3", "A XINFO GROUPS s", "A XREADGROUP GROUP b x COUNT 1 STREAMS s >",
      "A XREADGROUP GROUP e x COUNT 1 STREAMS s >", "A XINFO GROUPS s", "A XREADGROUP GROUP b x STREAMS s >",
      "A XINFO GROUPS s",
    ],
  },
  {
    name: "DELCONSUMER drops what was pending",
    steps: [
      "A XADD s 1-1 f v", "A XADD s 2-1 f v", "A XADD s 3-1 f v", "A XGROUP CREATE s g 0",
      "A XREADGROUP GROUP g c COUNT 2 STREAMS s >", "A XREADGROUP GROUP g d STREAMS s >", "A XGROUP DELCONSUMER s g c",
      "A XPENDING s g", "A XREADGROUP GROUP g c STREAMS s 0", "A XCLAIM s g d 0 1-1", "A XGROUP DELCONSUMER s g c",
      "A XACK s g 1-1 3-1",
    ],
  },
  {
    name: "COPY and RENAME take groups along",
    steps: [
      "A XADD s 1-1 a b", "A XADD s 2-1 a b", "A XDEL s 1-1", "A XGROUP CREATE s g 0",
      "A XREADGROUP GROUP g c STREAMS s >", "A COPY s t", "A XACK s g 2-1", "A XPENDING t g", "A XINFO STREAM t",
      "A RENAME t u", "A XPENDING u g", "A XINFO GROUPS u", "A XADD u 3-1 a b", "A XLEN s", "A TYPE s",
      "A OBJECT ENCODING s",
    ],
  },
];
