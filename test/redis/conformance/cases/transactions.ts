import type { Case } from "../case.ts";

const CLIENTS = "a client library keeps its own state of the connection";
const OWN_STATE = { mock: CLIENTS, wire: CLIENTS, live: CLIENTS } as const;

export const CASES: readonly Case[] = [
  {
    name: "EXEC answers with the replies in order",
    steps: ["A MULTI", "A RPUSH k a b", "A LPOP k", "A LLEN k", "A PING", "A EXEC", "A EXEC", "A DISCARD"],
  },
  {
    name: "DISCARD forgets what was queued", not: OWN_STATE,
    steps: ["A MULTI", "A RPUSH k a", "A DISCARD", "A LLEN k", "A DISCARD"],
  },
  {
    name: "an error while queueing spoils the transaction", not: OWN_STATE,
    steps: [
      "A MULTI", "A NOSUCH", "A RPUSH k a", "A EXEC", "A LLEN k", "A MULTI", "A RPUSH k", "A EXEC", "A MULTI",
      "A CLIENT FOO", "A EXEC", "A MULTI", "A SAVE", "A EXEC",
    ],
  },
  {
    name: "an error while executing does not",
    steps: ["A RPUSH k a", "A MULTI", "A SADD k x", "A RPUSH k b", "A EXEC", "A LLEN k"],
  },
  {
    name: "MULTI and WATCH inside MULTI", not: OWN_STATE,
    steps: ["A MULTI", "A MULTI", "A EXEC", "A DISCARD", "A MULTI", "A WATCH k", "A EXEC", "A DISCARD"],
  },
  {
    name: "EXEC with arguments", not: OWN_STATE, steps: ["A EXEC x", "A MULTI", "A EXEC x", "A EXEC"],
  },
  {
    name: "a watched key that another changed breaks the transaction",
    steps: [
      "A WATCH k", "B RPUSH k a", "A MULTI", "A RPUSH k b", "A EXEC", "A LLEN k", "A MULTI", "A RPUSH k b", "A EXEC",
    ],
  },
  {
    name: "a watched key that the watcher changed breaks it too",
    steps: ["A WATCH k", "A RPUSH k a", "A MULTI", "A PING", "A EXEC"],
  },
  {
    name: "UNWATCH, DISCARD and EXEC end watching", not: OWN_STATE,
    steps: [
      "A WATCH k", "A UNWATCH", "B RPUSH k a", "A MULTI", "A PING", "A EXEC", "A WATCH k", "A MULTI", "A DISCARD",
      "B RPUSH k a", "A MULTI", "A PING", "A EXEC",
    ],
  },
  {
    name: "a watch is on the database in which it was made", not: OWN_STATE,
    steps: ["A WATCH k", "B SELECT 1", "B RPUSH k a", "A MULTI", "A PING", "A EXEC", "B LPOP k"],
  },
  {
    name: "a command that changes nothing breaks no watch",
    steps: ["A WATCH k", "B LPOP k", "B SREM k a", "A MULTI", "A PING", "A EXEC"],
  },
  {
    name: "blocking commands answer at once", steps: ["A MULTI", "A BLPOP k 0", "A EXEC"],
  },
  {
    name: "readers that wait are served after EXEC",
    steps: ["B BLPOP k 0", "A MULTI", "A RPUSH k a b", "A LLEN k", "A EXEC", "A LLEN k"],
  },
  {
    name: "a key that is filled and emptied wakes nobody",
    steps: ["B BLPOP k 0", "A MULTI", "A RPUSH k a", "A LPOP k", "A EXEC", "A RPUSH k z"],
  },
  {
    name: "SELECT inside a transaction holds after it", not: OWN_STATE,
    steps: ["A MULTI", "A SELECT 2", "A RPUSH k a", "A SELECT x", "A EXEC", "A LPOP k", "A SELECT 0", "A LLEN k"],
  },
  {
    name: "subscriptions inside a transaction", not: OWN_STATE,
    steps: [
      "A MULTI", "A SUBSCRIBE a b", "A EXEC", "A RESET", "A MULTI", "A PSUBSCRIBE p", "A PUBLISH p hi", "A PING",
      "A EXEC",
    ],
  },
  {
    name: "shard subscriptions inside a transaction are refused", not: OWN_STATE,
    steps: ["A MULTI", "A SSUBSCRIBE a", "A EXEC"],
  },
  {
    name: "RESET and QUIT inside a transaction", not: OWN_STATE,
    steps: ["A MULTI", "A RESET", "A EXEC", "A MULTI", "A QUIT"],
  },
];
