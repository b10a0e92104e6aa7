import type { Case } from "../case.ts";

const CLIENTS = "a client library keeps its own state of the connection";
const OWN_STATE = { mock: CLIENTS, wire: CLIENTS, live: CLIENTS } as const;

export const CASES: readonly Case[] = [
  {
    name: "subscribers and pattern subscribers are told",
    not: OWN_STATE,
    steps: [
      "A SUBSCRIBE c d", "B PSUBSCRIBE c* [de]", "C PUBLISH c 1", "C PUBLISH d 2", "C PUBLISH e 3", "C PUBLISH f 4",
      'C PUBLISH c ""', "C PUBLISH c",
    ],
  },
  {
    name: "subscribing twice counts once", not: OWN_STATE,
    steps: ["A SUBSCRIBE c c", "A SUBSCRIBE c", "A PSUBSCRIBE c", "B PUBLISH c 1", "A UNSUBSCRIBE c", "B PUBLISH c 2"],
  },
  {
    name: "one unsubscribes from what one has", not: OWN_STATE, steps: ["A SUBSCRIBE c", "A UNSUBSCRIBE x c", "A PING"],
  },
  {
    name: "unsubscribing from nothing", not: OWN_STATE,
    steps: [
      "A UNSUBSCRIBE", "A UNSUBSCRIBE a b", "A PUNSUBSCRIBE", "A PUNSUBSCRIBE a", "A SUNSUBSCRIBE", "A SUNSUBSCRIBE a",
    ],
  },
  {
    name: "a subscriber may send little else in RESP 2", not: OWN_STATE,
    steps: [
      "A SUBSCRIBE c", "A LLEN k", "A CLIENT ID", "A MULTI", "A EXEC", "A PING", "A PING u", "A PUBLISH c m",
      "A NOSUCH", "A SUBSCRIBE", "A UNSUBSCRIBE c", "A LLEN k",
    ],
  },
  {
    name: "a subscriber may send anything in RESP 3", not: OWN_STATE,
    steps: [
      { step: "A HELLO 3", mask: "numbers" }, "A SUBSCRIBE c", "A LLEN k", "A PING", "A PUBLISH c m", "A MULTI",
      "A SUBSCRIBE d", "A PUBLISH d m", "A EXEC", "A UNSUBSCRIBE c", "A UNSUBSCRIBE d",
    ],
  },
  {
    name: "shard channels are another space", not: OWN_STATE,
    steps: [
      "A SSUBSCRIBE c d", "B SPUBLISH c 1", "B PUBLISH c 2", "B SPUBLISH x 3", "A SUBSCRIBE c", "B PUBLISH c 4",
      "A SUNSUBSCRIBE c", "A SUNSUBSCRIBE", "A UNSUBSCRIBE",
    ],
  },
  {
    name: "PUBSUB tells who listens", not: OWN_STATE,
    steps: [
      "A SUBSCRIBE c1", "B PSUBSCRIBE p*", "B SSUBSCRIBE s1", "C PUBSUB CHANNELS", "C PUBSUB CHANNELS c*",
      "C PUBSUB CHANNELS x*", "C PUBSUB CHANNELS a b", "C PUBSUB NUMSUB", "C PUBSUB NUMSUB c1 x c1", "C PUBSUB NUMPAT",
      "C PUBSUB SHARDCHANNELS", "C PUBSUB SHARDNUMSUB s1 c1", "C PUBSUB", "C PUBSUB FOO", "C PUBSUB NUMPAT x",
      "C PUBSUB HELP",
    ],
  },
  {
    name: "a connection that ends is told no more", not: OWN_STATE,
    steps: ["A SUBSCRIBE c", "close A", "B PUBSUB NUMSUB c", "B PUBLISH c m"],
  },
  {
    name: "messages come through CLIENT REPLY", not: OWN_STATE,
    steps: ["A CLIENT REPLY SKIP", "A SUBSCRIBE c", "B PUBLISH c m", "A PING"],
  },
  {
    name: "keyspace notifications of lists, sets and streams", not: OWN_STATE,
    steps: [
      "A CONFIG SET notify-keyspace-events KEA", "B PSUBSCRIBE __key*", "A RPUSH l a b", "A LPOP l", "A LPOP l",
      "A SADD s a", "A SREM s a", "A XADD x 1-1 a b", "A XTRIM x MAXLEN 0", "A LPUSH l a", "A LMOVE l m LEFT RIGHT",
      "A LPOP missing", "A MULTI", "A RPUSH q a", "A LPOP q", "A EXEC", 'A CONFIG SET notify-keyspace-events ""',
    ],
  },
  {
    name: "keyspace notifications only of what was asked for", not: OWN_STATE,
    steps: [
      "A CONFIG SET notify-keyspace-events El", "B PSUBSCRIBE __key*", "A RPUSH l a", "A SADD s a", "A LPOP l",
      'A CONFIG SET notify-keyspace-events ""',
    ],
  },
];
