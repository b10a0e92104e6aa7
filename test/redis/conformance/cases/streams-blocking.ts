import type { Case } from "../case.ts";

const GROUP = "A XGROUP CREATE s g 0 MKSTREAM";
const READ = "B XREADGROUP GROUP g b BLOCK 0 STREAMS s >";

export const CASES: readonly Case[] = [
  {
    name: "a blocked XREAD is answered by the next entry",
    steps: ["A XADD s 1-1 a b", "B XREAD BLOCK 0 STREAMS s $", "C XREAD BLOCK 0 STREAMS s 1-1", "A XADD s 2-1 a b"],
  },
  {
    name: "a reader blocked on two streams that a transaction fills",
    steps: ["B XREAD BLOCK 0 STREAMS s t 0 0", "A MULTI", "A XADD t 2-1 a b", "A XADD s 1-1 a b", "A EXEC"],
  },
  {
    name: "an entry that is added and deleted in one transaction",
    steps: [
      "A XADD s 1-1 a b", "B XREAD BLOCK 0 STREAMS s 1-1", "A MULTI", "A XADD s 2-1 a b", "A XDEL s 2-1", "A EXEC",
      "A XADD s 3-1 a b",
    ],
  },
  {
    name: "an entry that is added and deleted in one transaction, and a group",
    steps: [
      GROUP, READ, "A MULTI", "A XADD s 2-1 a b", "A XDEL s 2-1", "A EXEC", "A XADD s 3-1 a b", "A XINFO GROUPS s",
    ],
  },
  {
    name: "blocked readers of a group are served in the order in which they blocked",
    steps: [
      GROUP, "B XREADGROUP GROUP g b COUNT 1 BLOCK 0 STREAMS s >", "C XREADGROUP GROUP g c COUNT 1 BLOCK 0 STREAMS s >",
      "D XREAD BLOCK 0 STREAMS s $", "A MULTI", "A XADD s 1-1 a b", "A XADD s 2-1 a b", "A XADD s 3-1 a b", "A EXEC",
      "A XINFO GROUPS s", "A XPENDING s g",
    ],
  },
  {
    name: "the group is destroyed under a reader",
    steps: [GROUP, READ, "C XREAD BLOCK 0 STREAMS s $", "A XGROUP DESTROY s g", "A XADD s 1-1 a b"],
  },
  {
    name: "the key is deleted under a reader",
    steps: [GROUP, READ, "C XREAD BLOCK 0 STREAMS s 0", "A DEL s", "A XADD s 1-1 a b"],
  },
  {
    name: "the key changes its type under a reader",
    steps: [GROUP, READ, "C XREAD BLOCK 0 STREAMS s 0", "A SET s x", "A DEL s", "A XADD s 1-1 a b"],
  },
  {
    name: "the key is deleted and made again in one transaction",
    steps: [GROUP, READ, "A MULTI", "A DEL s", "A XADD s 1-1 a b", "A EXEC"],
  },
  {
    name: "the key and its group are deleted and made again in one transaction",
    steps: [GROUP, READ, "A MULTI", "A DEL s", "A XADD s 1-1 a b", "A XGROUP CREATE s g 0", "A EXEC"],
  },
  {
    name: "a group that is set back does not wake its readers",
    steps: ["A XADD s 1-1 a b", "A XGROUP CREATE s g $", READ, "A XGROUP SETID s g 0", "A XADD s 2-1 a b"],
  },
  {
    name: "XSETID does not wake readers",
    steps: ["A XADD s 1-1 a b", "B XREAD BLOCK 0 STREAMS s $", "A XSETID s 5-5", "A XADD s 6-1 a b"],
  },
  {
    name: "one of two groups is destroyed under a reader of both",
    steps: [
      GROUP, "A XGROUP CREATE t g 0 MKSTREAM", "B XREADGROUP GROUP g b BLOCK 0 STREAMS s t > >", "A XGROUP DESTROY t g",
      "A XLEN s",
    ],
  },
  {
    name: "a reader of two groups whose streams one transaction fills",
    steps: [
      GROUP, "A XGROUP CREATE t g 0 MKSTREAM", "B XREADGROUP GROUP g b BLOCK 0 STREAMS s t > >", "A MULTI",
      "A XADD t 1-1 a b", "A XADD s 1-1 a b", "A EXEC", "A XINFO GROUPS s", "A XINFO GROUPS t",
    ],
  },
  {
    name: "a blocked reader that does not acknowledge",
    steps: [
      GROUP, "B XREADGROUP GROUP g b BLOCK 0 NOACK STREAMS s >", "A XADD s 1-1 a b", "A XPENDING s g",
      "A XINFO GROUPS s",
    ],
  },
  {
    name: "a stream that is renamed to the key wakes its readers",
    steps: ["B XREAD BLOCK 0 STREAMS s 0", "A XADD t 1-1 a b", "A RENAME t s"],
  },
  {
    name: "blocking at the last entry where there is none",
    steps: ["A XADD s 1-1 a b", "A XDEL s 1-1", "B XREAD BLOCK 0 STREAMS s +", "A XADD s 2-1 a b"],
  },
  {
    name: "a key that is named twice",
    steps: [
      "B XREAD BLOCK 0 STREAMS s s 0 5", "A XADD s 1-1 a b", "A XGROUP CREATE s g $",
      "B XREADGROUP GROUP g b BLOCK 0 STREAMS s s > >", "A XADD s 2-1 a b",
    ],
  },
  {
    name: "time runs out",
    steps: [
      GROUP, "B XREAD BLOCK 20 STREAMS s 0", "C XREADGROUP GROUP g c BLOCK 20 STREAMS s >", "sleep 300",
      "A XADD s 1-1 a b", "A XINFO GROUPS s",
    ],
  },
  {
    name: "a blocked reader without a count gets all, or the first thousand",
    steps: [
      "B XREAD BLOCK 0 STREAMS s 0", "A MULTI",
      ...Array.from({ length: 1_002 }, (_, i) => `A XADD s ${i + 1}-1 a b`),
      "A EXEC",
    ],
  },
  {
    name: "one of the keys becomes another type while the reader waits for both",
    steps: ["B XREAD BLOCK 0 STREAMS s t 0 0", "A SET t x", "A XADD s 1-1 a b"],
  },
  {
    name: "nothing blocks inside a transaction or when there is something to read",
    steps: [
      GROUP, "A MULTI", "A XREAD BLOCK 0 STREAMS s $", "A XREADGROUP GROUP g c BLOCK 0 STREAMS s >", "A EXEC",
      "A XADD s 1-1 a b", "A XREAD BLOCK 0 STREAMS s 0", "A XREADGROUP GROUP g c BLOCK 0 STREAMS s >",
      "A XREADGROUP GROUP g c BLOCK 0 STREAMS s 0",
    ],
  },
];
