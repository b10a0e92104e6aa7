import type { Case, MaskedStep } from "../case.ts";

const unordered = (step: string): MaskedStep => ({ step, mask: "unordered" });

const NAMES = ["foo", "foobar", "fab", "f*o", "f[o", "f\\\\o", "b-r", "bar", "BAR", "\\x01\\xff", "a^c", ""];
const PATTERNS = [
  "*", "f*", "f?o", "f[aeiou]*", "f[^aeiou]*", "f\\\\*o", "f\\\\[o", "[a-c]*", "[c-a]*", "?ar", "b[a\\\\-]r", "[^b]*",
  "f[", "f[o", "f[[]o", "f**o", "***", "", "foo", "FOO", "[A-Z]*", "*\\\\", "f\\\\\\\\o", "a[\\\\^]c", "[]*", "[^]*",
  "?", "??????*", "*o*b*r", "[fb]?[or]",
];

export const CASES: readonly Case[] = [
  {
    name: "KEYS matches patterns",
    steps: [
      ...NAMES.map((name) => `A SET "${name}" v`),
      ...PATTERNS.map((pattern) => unordered(`A KEYS "${pattern}"`)),
      "A KEYS", "A KEYS a b",
    ],
  },
  {
    name: "SCAN gives a few keys at once",
    steps: [
      "A SCAN 0", "A MSET a 1 b 2 ab 3", unordered("A SCAN 0 COUNT 100"), unordered("A SCAN 0 MATCH a* COUNT 100"),
      unordered("A SCAN 0 MATCH x COUNT 100"), "A SADD s 1", unordered("A SCAN 0 TYPE set COUNT 100"),
      unordered("A SCAN 0 TYPE STRING MATCH a* COUNT 100"), unordered("A SCAN 0 COUNT 100 TYPE stream"),
    ],
  },
  {
    name: "SCAN refuses what it does not understand",
    steps: [
      "A SCAN", "A SCAN x", "A SCAN 1.5", "A SCAN 18446744073709551616", "A SCAN 0x", "A SCAN 0 COUNT",
      "A SCAN 0 COUNT 0", "A SCAN 0 COUNT -1", "A SCAN 0 COUNT x", "A SCAN 0 MATCH", "A SCAN 0 TYPE", "A SCAN 0 WHAT",
      "A SCAN 0 WHAT x", "A SCAN 0 TYPE what", "A SCAN 0 NOVALUES", "A SCAN 0 COUNT 9223372036854775808",
    ],
  },
  {
    name: "DBSIZE counts keys",
    steps: ["A DBSIZE", "A MSET a 1 b 2", "A DBSIZE", "A DEL a", "A DBSIZE", "A SELECT 1", "A DBSIZE"],
  },
];
