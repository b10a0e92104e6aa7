import type { Case } from "../case.ts";

const RANGES = [
  "", "0 0", "1 1", "0 -1", "-2 -1", "5 30 BIT", "0 -1 bit", "-8 -1 BIT", "1 -2 BYTE", "3 1", "-1 -3", "100 200",
  "-100 -50", "x 0", "0 x", "0 0 WHAT", "x 0 WHAT", "0 x WHAT", "-1 -3 WHAT", "0", "x", "0 0 BIT extra",
  "9223372036854775807 -1",
  "-9223372036854775808 -9223372036854775808",
];

const SOUGHT = ["k 0", "k 1", "ones 0", "zeros 1", "e 0", "e 1", "missing 0", "missing 1", "l 1", "k 2", "k x"];

export const CASES: readonly Case[] = [
  {
    name: "SETBIT and GETBIT, the highest bit of a byte first",
    steps: [
      "A SETBIT k 7 1", "A GET k", "A SETBIT k 0 1", "A SETBIT k 7 0", "A GETBIT k 0", "A GETBIT k 7",
      "A GETBIT k 1000", "A GETBIT missing 5", "A SETBIT k 20 0", "A STRLEN k", "A SETBIT k 0 2", "A SETBIT k 0 x",
      "A SETBIT k 0 01", "A SETBIT k -1 1", "A SETBIT k x 1", "A SETBIT k 4294967296 1", "A GETBIT k 4294967295",
      "A GETBIT k 4294967296", "A GETBIT k #1", "A RPUSH l a", "A SETBIT l 0 1", "A SETBIT l 0 7", "A GETBIT l 0",
      "A SET t v EXAT 9999999999", "A SETBIT t 0 1", "A EXPIRETIME t",
    ],
  },
  {
    name: "BITCOUNT counts in a range of bytes or bits",
    steps: [
      "A SET k foobar", "A RPUSH l a",
      ...RANGES.flatMap((range) => [`A BITCOUNT k ${range}`, `A BITCOUNT missing ${range}`, `A BITCOUNT l ${range}`]),
    ],
  },
  {
    name: "BITPOS finds the first bit in a range of bytes or bits",
    steps: [
      'A SET k "\\xff\\xf0\\x00"', 'A SET ones "\\xff\\xff"', 'A SET zeros "\\x00\\x00\\x00"', 'A SET e ""',
      "A RPUSH l a",
      ...RANGES.flatMap((range) => SOUGHT.map((what) => `A BITPOS ${what} ${range}`)),
    ],
  },
  {
    name: "BITOP combines strings of any length",
    steps: [
      "A SET a abcdef", 'A SET b "AB\\x00"', "A BITOP AND d a b", "A GET d", "A BITOP OR d a b", "A GET d",
      "A BITOP XOR d a b", "A GET d", "A BITOP NOT d a", "A GET d", "A BITOP and d a missing", "A GET d",
      "A BITOP NOT d a b", "A BITOP NAND d a b", "A BITOP AND d missing", "A EXISTS d", "A RPUSH l x",
      "A BITOP OR d a l", "A BITOP OR l a b", "A TYPE l", "A BITOP XOR d a", "A GET d", "A BITOP AND d",
      "A OBJECT ENCODING d", "A SET t v EX 100", "A BITOP OR t a", "A TTL t",
    ],
  },
  {
    name: "BITFIELD reads, sets and adds integers of any width",
    steps: [
      "A BITFIELD k SET u8 0 255 GET u8 0 GET i8 0", "A BITFIELD k INCRBY u2 100 1 OVERFLOW SAT INCRBY u2 102 1",
      "A BITFIELD k INCRBY u8 0 1 GET u8 0", "A BITFIELD k SET i64 #1 -1 GET i64 64 GET u63 65",
      "A BITFIELD k OVERFLOW FAIL INCRBY i8 0 127 INCRBY i8 0 1 OVERFLOW WRAP INCRBY i8 0 1",
      "A BITFIELD k OVERFLOW SAT INCRBY i5 3 100 INCRBY i5 3 -100", "A BITFIELD k SET u4 0 100 GET u4 0",
      "A BITFIELD k SET i4 0 -9 GET i4 0", "A BITFIELD k OVERFLOW SAT SET u4 0 100 SET u4 0 -1 GET u4 0",
      "A BITFIELD k OVERFLOW FAIL SET i4 0 9 GET i4 0", "A BITFIELD k INCRBY i64 0 9223372036854775807 INCRBY i64 0 1",
      "A BITFIELD k OVERFLOW SAT INCRBY i64 0 -9223372036854775808 INCRBY i64 0 -9223372036854775808",
      "A BITFIELD k OVERFLOW SAT SET i5 0 -9223372036854775793 GET i5 0 SET i5 0 -9223372036854775792 GET i5 0",
      "A BITFIELD k OVERFLOW SAT SET i63 0 -4611686018427387905 GET i63 0 SET i64 0 -9223372036854775808 GET i64 0",
      "A BITFIELD k SET i5 0 3 OVERFLOW SAT INCRBY i5 0 -9223372036854775808",
      "A BITFIELD missing GET u8 0 GET i16 100", "A EXISTS missing", "A BITFIELD k",
      "A BITFIELD fail OVERFLOW FAIL INCRBY u2 0 100", "A STRLEN fail", "A GET k",
    ],
  },
  {
    name: "BITFIELD refuses what it does not understand",
    steps: [
      "A BITFIELD k GET u64 0", "A BITFIELD k GET i65 0", "A BITFIELD k GET u0 0", "A BITFIELD k GET x8 0",
      "A BITFIELD k GET U8 0", "A BITFIELD k GET i 0", "A BITFIELD k GET u8", "A BITFIELD k GET u8 -1",
      "A BITFIELD k GET u8 x", "A BITFIELD k GET u8 #x", "A BITFIELD k SET u8 0", "A BITFIELD k SET u8 0 x",
      "A BITFIELD k INCRBY u8 0 1.5", "A BITFIELD k OVERFLOW", "A BITFIELD k OVERFLOW NEVER", "A BITFIELD k WHAT",
      "A BITFIELD k GET u8 0 WHAT", "A BITFIELD k SET u8 4294967296 1", "A BITFIELD k SET u8 #536870912 1",
      "A EXISTS k", "A RPUSH l a", "A BITFIELD l GET u8 0", "A BITFIELD l SET u8 0 1", "A BITFIELD l WHAT",
      "A BITFIELD_RO k GET u8 0", "A BITFIELD_RO k SET u8 0 1", "A BITFIELD_RO k GET u8 0 INCRBY u8 0 1",
      "A BITFIELD_RO k OVERFLOW SAT GET u8 0", "A BITFIELD_RO k",
    ],
  },
];
