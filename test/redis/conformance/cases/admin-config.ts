import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "CONFIG without or with unknown subcommand",
    steps: [
      "A CONFIG", "A CONFIG FOO", "A CONFIG GET", "A CONFIG SET maxmemory", "A CONFIG RESETSTAT x", "A CONFIG HELP",
    ],
  },
  {
    name: "CONFIG GET finds by pattern and once",
    steps: [
      "A CONFIG GET nosuch", "A CONFIG GET maxmemory maxmemory", "A CONFIG GET MAXMEMORY",
      "A CONFIG GET stream-node-max-bytes", { step: "A CONFIG GET stream-*", mask: "unordered" },
    ],
  },
  {
    name: "CONFIG SET refuses what it does not know or may not change",
    steps: [
      "A CONFIG SET foo bar", "A CONFIG SET maxmemory 100 foo bar", "A CONFIG GET maxmemory",
      "A CONFIG SET databases 3", "A CONFIG SET cluster-enabled yes", "A CONFIG SET dir /x",
      "A CONFIG SET maxmemory 1 maxmemory 2",
    ],
  },
  {
    name: "memory values",
    steps: [
      "A CONFIG SET maxmemory 1mb", "A CONFIG GET maxmemory", "A CONFIG SET maxmemory 1kb", "A CONFIG GET maxmemory",
      "A CONFIG SET maxmemory 1zb", "A CONFIG SET maxmemory -1", "A CONFIG SET maxmemory 10%",
      "A CONFIG SET maxmemory 0", "A CONFIG SET proto-max-bulk-len 1", "A CONFIG SET repl-backlog-size 0",
    ],
  },
  {
    name: "numbers",
    steps: [
      "A CONFIG SET timeout x", "A CONFIG SET timeout -1", "A CONFIG SET timeout 0", "A CONFIG SET maxclients 0",
      "A CONFIG SET stream-node-max-entries -1", "A CONFIG SET slowlog-log-slower-than -1",
      "A CONFIG SET slowlog-log-slower-than 10000", "A CONFIG SET active-defrag-cycle-min 0",
      "A CONFIG SET maxmemory-samples 0",
    ],
  },
  {
    name: "choices and switches",
    steps: [
      "A CONFIG SET maxmemory-policy foo", "A CONFIG SET maxmemory-policy ALLKEYS-LRU", "A CONFIG GET maxmemory-policy",
      "A CONFIG SET maxmemory-policy noeviction", "A CONFIG SET appendonly maybe", "A CONFIG SET loglevel foo",
      "A CONFIG SET activerehashing YES", "A CONFIG SET appendfsync never", "A CONFIG SET activedefrag yes",
    ],
  },
  {
    name: "all or nothing", steps: ["A CONFIG SET timeout 5 maxmemory x", "A CONFIG GET timeout"],
  },
  {
    name: "save points",
    steps: [
      'A CONFIG SET save "900 1 300"', 'A CONFIG SET save "900 1 300 10"', "A CONFIG GET save", "A CONFIG SET save foo",
      'A CONFIG SET save "0 1"', 'A CONFIG SET save ""', "A CONFIG GET save",
    ],
  },
  {
    name: "client output buffer limits",
    steps: [
      'A CONFIG SET client-output-buffer-limit "normal 1 2"',
      'A CONFIG SET client-output-buffer-limit "normal 1mb 2 3"', "A CONFIG GET client-output-buffer-limit",
      'A CONFIG SET client-output-buffer-limit "foo 0 0 0"',
      'A CONFIG SET client-output-buffer-limit "normal 0 0 0 slave 256mb 64mb 60 pubsub 32mb 8mb 60"',
      "A CONFIG GET client-output-buffer-limit",
    ],
  },
  {
    name: "event classes",
    steps: [
      "A CONFIG SET notify-keyspace-events KEA", "A CONFIG GET notify-keyspace-events",
      "A CONFIG SET notify-keyspace-events Kxq", "A CONFIG SET notify-keyspace-events gxE$lshzt",
      "A CONFIG GET notify-keyspace-events", "A CONFIG SET notify-keyspace-events AKmn",
      "A CONFIG GET notify-keyspace-events", 'A CONFIG SET notify-keyspace-events ""',
    ],
  },
  {
    name: "names that mean the same",
    steps: [
      "A CONFIG SET list-max-ziplist-size -3", "A CONFIG GET list-max-listpack-size",
      "A CONFIG SET list-max-listpack-size -2", "A CONFIG SET lua-time-limit 100", "A CONFIG GET busy-reply-threshold",
      "A CONFIG SET lua-time-limit 5000",
    ],
  },
  {
    name: "lists of numbers",
    steps: [
      'A CONFIG SET oom-score-adj-values "1 2"', 'A CONFIG SET latency-tracking-info-percentiles "50 99 101"',
      'A CONFIG SET latency-tracking-info-percentiles "50 99 99.9"',
    ],
  },
  {
    name: "CONFIG REWRITE needs a file", steps: ["A CONFIG REWRITE", "A CONFIG RESETSTAT"],
  },
];
