import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "sets of integers are combined in order",
    steps: [
      "A SADD a 1 2 3 4", "A SADD b 3 4 5", "A SADD c 4 6", "A SINTER a b", "A SINTER a b c", "A SUNION a b c",
      "A SDIFF a b", "A SDIFF a b c", "A SDIFF a a", "A SINTER a missing", "A SUNION a missing", "A SDIFF missing a",
      "A SDIFF a missing",
    ],
  },
  {
    name: "results are stored, or delete what was there",
    steps: [
      "A SADD a 1 2 3", "A SADD b 2 3 4", "A SINTERSTORE d a b", "A SMEMBERS d", "A SUNIONSTORE d a b", "A SMEMBERS d",
      "A SDIFFSTORE d a b", "A SMEMBERS d", "A SINTERSTORE d a missing", "A EXISTS d", "A SDIFFSTORE d a a",
      "A SUNIONSTORE d missing", "A SET d text", "A SUNIONSTORE d a", "A TYPE d", "A SUNIONSTORE a a b", "A SMEMBERS a",
    ],
  },
  {
    name: "mixed sets are combined",
    steps: [
      "A SADD a x y 1 2", "A SADD b y 2 z", { step: "A SINTER a b", mask: "unordered" },
      { step: "A SUNION a b", mask: "unordered" }, { step: "A SDIFF a b", mask: "unordered" }, "A SINTERSTORE d a b",
      { step: "A SMEMBERS d", mask: "unordered" },
    ],
  },
  {
    name: "SINTERCARD stops at its limit",
    steps: [
      "A SADD a 1 2 3 4", "A SADD b 2 3 4 5", "A SINTERCARD 2 a b", "A SINTERCARD 2 a b LIMIT 0",
      "A SINTERCARD 2 a b LIMIT 2", "A SINTERCARD 2 a b LIMIT 9", "A SINTERCARD 2 a missing",
      "A SINTERCARD 1 a limit 1 LIMIT 2", "A SINTERCARD 0 a", "A SINTERCARD x a", "A SINTERCARD -1 a",
      "A SINTERCARD 2 a", "A SINTERCARD 1 a LIMIT", "A SINTERCARD 1 a LIMIT -1", "A SINTERCARD 1 a LIMIT x",
      "A SINTERCARD 1 a FOO 1", "A SINTERCARD 1 a a", "A SINTERCARD 1",
    ],
  },
];
