import type { Case } from "../case.ts";

const INCREMENTS = [
  "0.1", "0.2", "1e3", "-1e-3", "5.0e-1", "3.14159265358979323846", "0x10", "0x1.8p1", "1e-18", "5e-18", "-4e-18",
  "1e17", "1e20", "123456789.987654321", ".5", "5.", "+1", "-0", "1e-4940",
];
const REFUSED = ["inf", "+Infinity", "nan", "", "1 ", " 1", "1e", "1_000", "abc", "1e5000", "1e-5000", "0x", "--1"];

export const CASES: readonly Case[] = [
  {
    name: "INCR, DECR, INCRBY and DECRBY count in 64 bits",
    steps: [
      "A INCR n", "A INCR n", "A DECR n", "A INCRBY n 10", "A DECRBY n 20", "A GET n", "A INCRBY n -5",
      "A SET n 9223372036854775806", "A INCR n", "A INCR n", "A INCRBY n 1", "A GET n",
      "A DECRBY n 9223372036854775807", "A GET n", "A DECRBY n 9223372036854775807", "A DECRBY n 2", "A DECR n",
      "A GET n", "A DECRBY n -9223372036854775808", "A INCRBY n 9223372036854775808", "A INCRBY n x", "A INCRBY n 1.5",
      "A DECRBY n x", "A INCRBY n", "A SET m 9007199254740992", "A INCR m", "A INCRBY m 9007199254740993",
    ],
  },
  {
    name: "only canonical integers are integers",
    steps: [
      " 1", "1 ", "+1", "01", "-0", "", "abc", "9223372036854775808", "-9223372036854775809", "1.0", "-", "-1", "0",
      "-9223372036854775808",
    ].flatMap((text) => [`A SET n "${text}"`, "A INCRBY n 0", "A OBJECT ENCODING n"]),
  },
  {
    name: "counting keeps the time to live and refuses other types",
    steps: [
      "A SET n 1 EXAT 9999999999", "A INCR n", "A EXPIRETIME n", "A INCRBYFLOAT n 0.5", "A EXPIRETIME n", "A RPUSH l a",
      "A INCR l", "A INCRBYFLOAT l 1",
    ],
  },
  {
    name: "INCRBYFLOAT adds in 64 bits of precision and prints 17 digits after the point",
    steps: INCREMENTS.flatMap((increment) => [
      "A SET n 10.5", `A INCRBYFLOAT n ${increment}`, `A INCRBYFLOAT fresh ${increment}`, "A GET n",
    ]),
  },
  {
    name: "INCRBYFLOAT refuses what is no finite number",
    steps: [
      ...REFUSED.map((text) => `A INCRBYFLOAT n "${text}"`),
      ...REFUSED.flatMap((text) => [`A SET m "${text}"`, "A INCRBYFLOAT m 1"]),
      "A SET big 1.1e4932", "A INCRBYFLOAT big 1.1e4932", "A EXISTS n",
    ],
  },
  {
    name: "a string is kept as an integer, embedded, or raw",
    steps: [
      "A SET a 12345", "A OBJECT ENCODING a", "A SET a -9223372036854775808", "A OBJECT ENCODING a",
      "A SET a 9223372036854775808", "A OBJECT ENCODING a", `A SET a ${"x".repeat(44)}`, "A OBJECT ENCODING a",
      `A SET a ${"x".repeat(45)}`, "A OBJECT ENCODING a", "A SET a 1", "A APPEND a 2", "A OBJECT ENCODING a",
      "A INCR a", "A OBJECT ENCODING a", "A INCRBYFLOAT a 1", "A OBJECT ENCODING a", "A SETRANGE a 0 1",
      "A OBJECT ENCODING a", "A APPEND fresh 12", "A OBJECT ENCODING fresh", "A SETRANGE range 0 12",
      "A OBJECT ENCODING range", "A SETBIT bits 0 0", "A OBJECT ENCODING bits", "A GETSET a 5", "A OBJECT ENCODING a",
      "A MSET a 6", "A OBJECT ENCODING a", "A COPY range copy", "A OBJECT ENCODING copy", "A SETEX a 100 7",
      "A OBJECT ENCODING a", 'A SET z ""', "A OBJECT ENCODING z", "A OBJECT ENCODING missing",
    ],
  },
];
