import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "XADD refuses wrong arguments and ids that do not grow",
    steps: [
      "A XADD s", "A XADD s *", { step: "A XADD s * f", mask: "numbers" },
      { step: "A XADD s * f v g", mask: "numbers" }, "A XADD s 1-1 f v", "A XADD s 1-1 f v", "A XADD s 0-0 f v",
      "A XADD n 0-0 f v", "A XADD n 0 f v", "A EXISTS n", "A XADD s 0-* f v", "A XADD n 0-* f v", "A XADD s 1-* f v",
      "A XADD s abc f v", "A XADD s 1-2-3 f v", "A XADD s -1 f v", "A XADD s 1- f v", "A XADD s -5 f v",
      "A XADD s 5 f v", "A XADD s - f v", "A XADD s + f v", "A XADD s $ f v", "A XADD s 05-01 f v",
      "A XADD s 06-01 f v", "A XADD s 18446744073709551616-1 f v",
    ],
  },
  {
    name: "XADD reads its trimming options in any order and refuses what does not go together",
    steps: [
      "A XADD s 6-1 f v", { step: "A XADD s MAXLEN 1 MAXLEN 2 * f v", mask: "numbers" },
      { step: "A XADD s MAXLEN 1 MINID 2 * f v", mask: "numbers" },
      { step: "A XADD s MINID 1 MAXLEN 2 * f v", mask: "numbers" },
      { step: "A XADD s MAXLEN a * f v", mask: "numbers" }, { step: "A XADD s MAXLEN -1 * f v", mask: "numbers" },
      { step: "A XADD s MAXLEN ~ 1 LIMIT -1 * f v", mask: "numbers" },
      { step: "A XADD s MAXLEN ~ 1 LIMIT a * f v", mask: "numbers" },
      { step: "A XADD s MAXLEN = 1 LIMIT 1 * f v", mask: "numbers" },
      { step: "A XADD s MAXLEN 1 LIMIT 1 * f v", mask: "numbers" }, { step: "A XADD s LIMIT 1 * f v", mask: "numbers" },
      "A XADD s LIMIT 1 MAXLEN ~ 1 100-1 f v", "A XADD s NOMKSTREAM LIMIT 1 100-2 f v",
    ],
  },
  {
    name: "XADD NOMKSTREAM and odd options without a stream",
    steps: [
      "A XADD x NOMKSTREAM 1-1 f v", "A XADD x NOMKSTREAM NOMKSTREAM 1-1 f v", "A XADD x MAXLEN", "A XADD x MAXLEN ~",
      "A XADD x MAXLEN ~ f v", "A XADD x MAXLEN ~ 5 f v", "A XADD x MAXLEN = f v g", "A XADD x MINID abc 1-1 f v",
      "A XADD x MINID -1 1-1 f v", "A XADD x MINID (1 1-1 f v", "A XADD x MINID - 1-1 f v",
      "A XADD x MAXLEN 5 NOMKSTREAM", "A XADD x maxlen 5 nomkstream 1-1 f v", "A XADD x maxlen 0 1-1 f v",
      "A XADD x maxlen 0 1-2 f v", "A XLEN x", "A XRANGE x - +", "A XADD x maxlen = -0 1-3 f v",
      "A XADD x maxlen +5 1-3 f v", "A XADD x maxlen 05 1-3 f v", "A XADD x minid = 5 1-5 f v",
    ],
  },
  {
    name: "XADD up to the greatest id",
    steps: [
      "A XADD x 5-18446744073709551615 f v", "A XADD x 5-* f v",
      "A XADD x 18446744073709551615-18446744073709551615 f v", { step: "A XADD x * f v", mask: "numbers" },
      "A XADD x 18446744073709551615-* f v", "A XADD x 18446744073709551615-18446744073709551615 f v",
      "A XINFO STREAM x",
    ],
  },
  {
    name: "XADD on another type",
    steps: [
      "A SET str x", { step: "A XADD str * f v", mask: "numbers" },
      { step: "A XADD str MAXLEN a * f v", mask: "numbers" }, "A XADD str 0-0 f v", "A XLEN str",
    ],
  },
  {
    name: "ids are read as strtoull reads them",
    steps: [
      'A XADD s " 5-1" a b', 'A XADD s "+7-1" a b', 'A XADD s "8-+1" a b', 'A XADD s "9--3" a b',
      'A XADD s "10- 1" a b', 'A XADD s "\\t11-1" a b', 'A XADD s "\\x0b12-1" a b', 'A XADD s "13 -1" a b',
      'A XADD s "14-1 " a b', 'A XADD s "000000000000000000000000000000000015-1" a b', 'A XADD s "16- -3" a b',
      'A XADD s "17-\\x001" a b', 'A XADD s "18-1\\x00" a b', 'A XADD s "18--9223372036854775809" a b',
      'A XADD s "19--18446744073709551615" a b', 'A XADD s "20- +1" a b', 'A XADD s "21-++1" a b',
      'A XADD s "22- *" a b', 'A XADD s "23-**" a b',
      "A XADD s 0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000024-1 a b",
      'A XRANGE s "[0" +', 'A XRANGE s " 5" "+7"', 'A XRANGE s "" +', 'A XRANGE s "(" +', 'A XRANGE s "(+5" "( 7-1"',
      'A XRANGE s "++" +', 'A XRANGE s "+ " +', "A XADD t 5-1 a b", "A XADD t 5-1*  a b", "A XADD t *-1 a b",
      "A XADD t *-* a b", 'A XREAD STREAMS t " 1"', "A XADD u maxlen 1 minid a 1-1 a b", "A XADD u abc f v g",
      "A XADD u 0-0 f v g", "A XADD u MAXLEN 5 NOMKSTREAM NOMKSTREAM",
    ],
  },
  {
    name: "XADD after entries of the future goes on in their millisecond",
    steps: [
      "A XADD s 99999999999999-5 f v", { step: "A XADD s * f v", mask: "numbers" }, "A XADD s 99999999999999-* f v",
      "A XADD s 99999999999998-* f v", "A XADD s 99999999999999-18446744073709551615 f v",
      { step: "A XADD s * f v", mask: "numbers" },
    ],
  },
  {
    name: "an entry may repeat a name, and hold empty and binary values",
    steps: [
      'A XADD s 1-1 f 1 f 2 "" "" "\\x00\\xff" "\\r\\n"', 'A XADD s 1-2 f 1 f 2 "" x "\\x00\\xff" y', "A XRANGE s - +",
      "A XADD s MAXLEN 1 1-3 other name", "A XRANGE s - +", "A XLEN s",
    ],
  },
];
