import type { Case } from "../case.ts";

const LIST = "A RPUSH l 3 10 1 -7 2.5 1";
const WEIGHTS = [
  "A MSET w_1 30 w_2 20 w_3 10 n_1 one n_2 two", "A HSET h_1 w 5 n eins", "A HSET h_2 w 4 n zwei", "A HSET h_3 w 9",
];

export const CASES: readonly Case[] = [
  {
    name: "SORT compares numbers or texts",
    steps: [
      LIST, "A SORT l", "A SORT l DESC", "A SORT l ASC", "A SORT l ALPHA", "A SORT l ALPHA DESC", "A SORT l ASC DESC",
      "A SORT missing", "A SORT_RO l", 'A RPUSH t b a C "" aa', "A SORT t", "A SORT t ALPHA", "A SORT t alpha desc",
      "A SADD s 3 1 2", "A SORT s", "A SORT s DESC", "A ZADD z 3 1 2 2 1 3", "A SORT z", "A SORT z DESC", "A SET str x",
      "A SORT str", "A HSET hash f v", "A SORT hash", "A SORT str WHAT", "A SORT_RO str",
    ],
  },
  {
    name: "SORT reads numbers as C does",
    steps: [
      "1 inf -inf 5", "0x10 15 17", '" 7" 6 8', "1e3 999 1001", "nan 1", "abc 1", '"" 1 -1', '"1 " 2', "+5 4",
      '"1\\x00x" 2',
    ].flatMap((elements) => ["A DEL l", `A RPUSH l ${elements}`, "A SORT l"]),
  },
  {
    name: "SORT LIMIT gives a part",
    steps: [
      LIST, "A SORT l LIMIT 1 2", "A SORT l LIMIT 0 0", "A SORT l LIMIT 0 -1", "A SORT l LIMIT 3 100",
      "A SORT l LIMIT 100 1", "A SORT l LIMIT -5 2", "A SORT l LIMIT 2 -5", "A SORT l LIMIT x 1", "A SORT l LIMIT 1 x",
      "A SORT l LIMIT 1", "A SORT l LIMIT", "A SORT l DESC LIMIT 0 3 ALPHA", "A SORT missing LIMIT x 1",
      "A SORT l LIMIT 0 9223372036854775807",
    ],
  },
  {
    name: "SORT BY compares what other keys hold",
    steps: [
      ...WEIGHTS,
      "A RPUSH l 1 2 3", "A SORT l BY w_*", "A SORT l BY w_* DESC", "A SORT l BY h_*->w", "A SORT l BY h_*->missing",
      "A SORT l BY missing_*", "A SORT l BY nosort", "A SORT l BY nosort DESC", "A SORT l BY n_*",
      "A SORT l BY n_* ALPHA", "A SORT l BY h_*->n ALPHA", "A SORT l BY h_*->", "A SORT l BY h_*", "A SORT l BY w_*->x",
      "A SORT l BY", "A SORT l BY w_* BY h_*->w", "A RPUSH m 2 x 1", "A SORT m BY w_*", "A SORT_RO l BY w_*",
    ],
  },
  {
    name: "SORT GET answers what other keys hold",
    steps: [
      ...WEIGHTS,
      "A RPUSH l 3 1 2", "A SORT l GET n_*", "A SORT l GET # GET n_*", "A SORT l GET h_*->n",
      "A SORT l BY h_*->w GET h_*->n GET #", "A SORT l GET missing", "A SORT l GET missing_*", "A SORT l GET h_*",
      "A SORT l GET h_*->", "A SORT l GET n_*->x", "A SORT l GET *", "A SORT l GET", "A SORT l LIMIT 0 2 GET # GET n_*",
      "A SORT_RO l GET n_*",
    ],
  },
  {
    name: "SORT BY a constant keeps the order of lists and sorted sets",
    steps: [
      "A RPUSH l c a b", "A SORT l BY nosort", "A SORT l BY nosort DESC", "A SORT l BY nosort LIMIT 1 1",
      "A ZADD z 1 c 2 a 3 b", "A SORT z BY nosort", "A SORT z BY nosort ASC", "A SORT z BY nosort DESC",
      "A SORT z BY nosort LIMIT 1 1", "A SORT z BY nosort DESC LIMIT 0 2", "A SORT z BY nosort DESC LIMIT 1 100",
      "A SADD s c a b", "A SORT s BY nosort STORE d", "A LRANGE d 0 -1",
    ],
  },
  {
    name: "SORT STORE makes a list",
    steps: [
      ...WEIGHTS,
      "A RPUSH l 3 1 2", "A SORT l STORE d", "A LRANGE d 0 -1", "A TYPE d", "A SORT l GET n_* STORE d",
      "A LRANGE d 0 -1", "A SORT missing STORE d", "A EXISTS d", "A SET d x", "A SORT l DESC STORE d",
      "A LRANGE d 0 -1", "A SORT l STORE l", "A LRANGE l 0 -1", "A SORT l STORE", "A SORT_RO l STORE d",
      "A SORT l STORE d STORE e", "A EXISTS d e", "A RPUSH bad x", "A SORT bad STORE d", "A EXISTS d",
      "A SORT l LIMIT 9 9 STORE d", "A EXISTS d",
    ],
  },
  {
    name: "SORT with patterns is for those who may read every key",
    steps: [
      "A MSET w1 2 w2 1", "A RPUSH k1 1 2", "A ACL SETUSER part on nopass ~k* +@all",
      "A ACL SETUSER reader on nopass ~k* %R~* +@all", "B AUTH part x", "B SORT k1 BY w*", "B SORT k1 GET w*",
      "B SORT k1 GET #", "B SORT k1 BY nosort", "B SORT k1 BY nosort GET #", "B SORT k1 BY w* LIMIT x 1",
      "B SORT k1 LIMIT x 1 BY w*", "B SORT_RO k1 BY w*", "B SORT k1 DESC", "C AUTH reader x", "C SORT k1 BY w*",
      "C SORT k1 GET w*", "C SORT_RO k1 BY w* GET #", "close B", "close C", "A ACL DELUSER part reader",
    ],
  },
];
