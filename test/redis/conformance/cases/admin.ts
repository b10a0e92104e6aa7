import type { Case } from "../case.ts";

const CLIENTS = "a client library keeps its own state of the connection";
const OWN_STATE = { mock: CLIENTS, wire: CLIENTS, live: CLIENTS } as const;

export const CASES: readonly Case[] = [
  {
    name: "writes need replicas when they are asked for",
    not: OWN_STATE,
    steps: [
      "A CONFIG SET min-replicas-to-write 1", "A RPUSH k a", "A LLEN k", "A MULTI", "A RPUSH k a", "A EXEC",
      "A CONFIG SET min-replicas-to-write 0", "A RPUSH k a",
    ],
  },
  {
    name: "beyond maxmemory what takes memory is refused",
    steps: [
      "A RPUSH k a b", "A CONFIG SET maxmemory 1", "A RPUSH k c", "A LPOP k", "A LLEN k", "A XADD s * f v",
      "A XTRIM s MAXLEN 0", "A CONFIG SET maxmemory 0", "A RPUSH k c",
    ],
  },
  {
    name: "a transaction queued before memory ran out", not: OWN_STATE,
    steps: ["A MULTI", "A RPUSH k a", "B CONFIG SET maxmemory 1", "A EXEC", "B CONFIG SET maxmemory 0", "A LLEN k"],
  },
  {
    name: "WAIT and WAITAOF without replicas", not: OWN_STATE,
    steps: [
      "A WAIT 0 0", "A WAIT x 1", "A WAIT 0 x", "A WAIT 0 -1", "A WAIT 0", "A MULTI", "A WAIT 1 0", "A EXEC",
      "A WAITAOF 0 0 0", "A WAITAOF 1 0 0", "A WAITAOF 2 0 0", "A WAITAOF x 0 0",
    ],
  },
  {
    name: "TIME, ROLE and LOLWUT",
    steps: [
      { step: "A TIME", mask: "numbers" }, "A TIME x", { step: "A ROLE", mask: "numbers" }, "A ROLE x",
      "A LOLWUT VERSION x", "A LOLWUT VERSION 9",
    ],
  },
  {
    name: "SLOWLOG of what took long",
    steps: [
      "A CONFIG SET slowlog-log-slower-than 1000000", "A SLOWLOG RESET", "A SLOWLOG LEN", "A SLOWLOG GET",
      "A SLOWLOG GET -2", "A SLOWLOG GET x", "A SLOWLOG", "A SLOWLOG FOO", "A SLOWLOG HELP",
      "A CONFIG SET slowlog-log-slower-than 10000",
    ],
  },
  {
    name: "SLOWLOG keeps so many entries and so much of each", not: OWN_STATE,
    steps: [
      "A CONFIG SET slowlog-log-slower-than 0 slowlog-max-len 2", "A SLOWLOG RESET", "A PING a", "A PING b",
      "A SLOWLOG LEN", { step: "A SLOWLOG GET 1", mask: "any" },
      "A CONFIG SET slowlog-log-slower-than 10000 slowlog-max-len 128", "A SLOWLOG RESET",
    ],
  },
  {
    name: "LATENCY samples slow commands",
    steps: [
      "A LATENCY RESET", "A LATENCY LATEST", "A LATENCY HISTORY command", "A LATENCY GRAPH foo",
      "A LATENCY HISTOGRAM nosuch", "A LATENCY", "A LATENCY FOO", "A LATENCY HELP", "A LATENCY RESET foo",
    ],
  },
  {
    name: "MEMORY USAGE checks its options",
    steps: [
      "A MEMORY USAGE missing", "A RPUSH k a", "A MEMORY USAGE k SAMPLES -1", "A MEMORY USAGE k SAMPLES x",
      "A MEMORY USAGE k FOO 1", "A MEMORY USAGE k SAMPLES", "A MEMORY USAGE", "A MEMORY", "A MEMORY FOO",
      "A MEMORY PURGE", "A MEMORY HELP",
    ],
  },
  {
    name: "DEBUG subcommands that tools use",
    steps: [
      "A DEBUG", "A DEBUG FOO", "A DEBUG SLEEP 0", "A DEBUG SLEEP", "A DEBUG OBJECT missing",
      "A DEBUG SET-ACTIVE-EXPIRE 1", "A DEBUG QUICKLIST-PACKED-THRESHOLD 100b", "A DEBUG QUICKLIST-PACKED-THRESHOLD 0",
      "A DEBUG QUICKLIST-PACKED-THRESHOLD 5g", "A DEBUG CHANGE-REPL-ID", "A DEBUG ERROR foo", 'A DEBUG ERROR "foo bar"',
      "A DEBUG LOG foo", "A DEBUG RELOAD foo", "A DEBUG JMAP", "A DEBUG STRINGMATCH-LEN 10 x",
    ],
  },
  {
    name: "DEBUG PROTOCOL in RESP 2",
    steps: [
      "A DEBUG PROTOCOL string", "A DEBUG PROTOCOL integer", "A DEBUG PROTOCOL double", "A DEBUG PROTOCOL bignum",
      "A DEBUG PROTOCOL null", "A DEBUG PROTOCOL array", "A DEBUG PROTOCOL set", "A DEBUG PROTOCOL map",
      "A DEBUG PROTOCOL verbatim", "A DEBUG PROTOCOL push", "A DEBUG PROTOCOL true", "A DEBUG PROTOCOL false",
      "A DEBUG PROTOCOL foo",
    ],
  },
  {
    name: "FUNCTION without libraries",
    steps: [
      "A FUNCTION", "A FUNCTION FOO", "A FUNCTION LIST", "A FUNCTION LIST WITHCODE", "A FUNCTION LIST LIBRARYNAME",
      "A FUNCTION LIST FOO", "A FUNCTION LIST LIBRARYNAME a WITHCODE", "A FUNCTION FLUSH", "A FUNCTION FLUSH foo",
      "A FUNCTION FLUSH ASYNC", "A FUNCTION FLUSH a b", "A FUNCTION STATS", "A FUNCTION KILL", "A FUNCTION DUMP",
      "A FUNCTION DELETE x", "A FUNCTION LOAD x", "A FUNCTION RESTORE x", "A FUNCTION HELP", "A FCALL x 0",
      "A FCALL x y", "A FCALL_RO x 0",
    ],
  },
  {
    name: "SHUTDOWN, FAILOVER and REPLICAOF check what they are given",
    steps: [
      "A SHUTDOWN FOO", "A SHUTDOWN ABORT", "A SHUTDOWN NOSAVE SAVE", "A SHUTDOWN ABORT NOW", "A REPLICAOF NO ONE",
      "A REPLICAOF a b", "A REPLICAOF a", "A SLAVEOF NO ONE", "A FAILOVER", "A FAILOVER ABORT", "A FAILOVER TO a",
      "A FAILOVER TO a 1", "A FAILOVER TIMEOUT x", "A FAILOVER FORCE", "A FAILOVER FOO",
    ],
  },
  {
    name: "MODULE commands are not allowed",
    steps: ["A MODULE LIST", "A MODULE LOAD x", "A MODULE UNLOAD x", "A MODULE FOO", "A MODULE HELP"],
  },
  {
    name: "MONITOR sees what others do", not: OWN_STATE,
    steps: ["A MONITOR", { step: "B PING x", mask: "any" }, "A RESET", "B PING"],
  },
];
