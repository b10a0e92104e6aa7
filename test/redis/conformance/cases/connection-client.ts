import type { Case } from "../case.ts";

const CLIENTS = "a client library keeps its own state of the connection";
const OWN_STATE = { mock: CLIENTS, wire: CLIENTS, live: CLIENTS } as const;

export const CASES: readonly Case[] = [
  {
    name: "names of connections",
    not: OWN_STATE,
    steps: [
      "A CLIENT GETNAME", "A CLIENT SETNAME me", "A CLIENT GETNAME", 'A CLIENT SETNAME "a b"',
      'A CLIENT SETNAME "a\\nb"', 'A CLIENT SETNAME ""', "A CLIENT GETNAME", "A CLIENT GETNAME x",
    ],
  },
  {
    name: "CLIENT SETINFO names the library", not: OWN_STATE,
    steps: [
      "A CLIENT SETINFO lib-name x", "A CLIENT SETINFO LIB-VER 1.2", 'A CLIENT SETINFO lib-ver "1 2"',
      'A CLIENT SETINFO lib-name "a b"', "A CLIENT SETINFO foo 1", "A CLIENT SETINFO lib-name",
    ],
  },
  {
    name: "CLIENT KILL takes an address or options", not: OWN_STATE,
    steps: [
      "A CLIENT KILL 1", "A CLIENT KILL a:b", "A CLIENT KILL ID", "A CLIENT KILL ID x", "A CLIENT KILL ID 0",
      "A CLIENT KILL ID 99999999", "A CLIENT KILL TYPE foo", "A CLIENT KILL TYPE pubsub",
      "A CLIENT KILL TYPE normal SKIPME maybe", "A CLIENT KILL USER nobody", "A CLIENT KILL FOO bar",
      "A CLIENT KILL ADDR 1.2.3.4:5", "A CLIENT KILL ADDR 1.2.3.4:5 LADDR", "A CLIENT KILL MAXAGE x",
    ],
  },
  {
    name: "CLIENT KILL ends subscribers", not: OWN_STATE,
    steps: ["B SUBSCRIBE c", "A CLIENT KILL TYPE pubsub", "A PUBLISH c m"],
  },
  {
    name: "CLIENT LIST chooses by type and id",
    steps: [
      "A CLIENT LIST TYPE foo", "A CLIENT LIST TYPE pubsub", "A CLIENT LIST TYPE replica", "A CLIENT LIST ID x",
      "A CLIENT LIST ID 99999999", "A CLIENT LIST foo", "A CLIENT LIST ID", "A CLIENT LIST TYPE",
    ],
  },
  {
    name: "switches of a connection",
    steps: [
      "A CLIENT NO-EVICT on", "A CLIENT NO-EVICT off", "A CLIENT NO-EVICT x", "A CLIENT NO-TOUCH on",
      "A CLIENT NO-TOUCH x", "A CLIENT NO-TOUCH off",
    ],
  },
  {
    name: "CLIENT REPLY leaves out replies", not: OWN_STATE,
    steps: [
      "A CLIENT REPLY foo", "A CLIENT REPLY ON", "A CLIENT REPLY SKIP", "A PING", "A PING", "A CLIENT REPLY SKIP",
      "A CLIENT REPLY SKIP", "A PING", "A PING", "A CLIENT REPLY OFF", "A PING", "A CLIENT REPLY ON",
    ],
  },
  {
    name: "CLIENT PAUSE checks what it is given",
    steps: ["A CLIENT PAUSE x", "A CLIENT PAUSE -1", "A CLIENT PAUSE 1 foo", "A CLIENT PAUSE", "A CLIENT UNPAUSE"],
  },
  {
    name: "CLIENT PAUSE WRITE holds writes until UNPAUSE", not: OWN_STATE,
    steps: ["A CLIENT PAUSE 60000 WRITE", "A LLEN k", "B RPUSH k a", "A PING", "A CLIENT UNPAUSE", "A LLEN k"],
  },
  {
    name: "CLIENT UNBLOCK answers those who wait",
    steps: ["A CLIENT UNBLOCK x", "A CLIENT UNBLOCK 99999999", "A CLIENT UNBLOCK 99999999 foo", "A CLIENT UNBLOCK"],
  },
  {
    name: "CLIENT TRACKING options that exclude each other", not: OWN_STATE,
    steps: [
      "A CLIENT GETREDIR", "A CLIENT CACHING yes", "A CLIENT TRACKING foo", "A CLIENT TRACKING on REDIRECT 99999999",
      "A CLIENT TRACKING on PREFIX a", "A CLIENT TRACKING on", "A CLIENT TRACKING on BCAST", "A CLIENT TRACKINGINFO",
      "A CLIENT TRACKING off", "A CLIENT TRACKING on OPTIN OPTOUT", "A CLIENT TRACKING on OPTIN BCAST",
      "A CLIENT TRACKING on BCAST PREFIX a PREFIX ab", "A CLIENT TRACKING on OPTIN", "A CLIENT CACHING no",
      "A CLIENT CACHING yes", "A CLIENT CACHING foo", "A CLIENT TRACKINGINFO", "A CLIENT TRACKING on OPTOUT",
      "A CLIENT TRACKING off", "A CLIENT TRACKINGINFO",
    ],
  },
  {
    name: "a tracking client is told when a key that it read changes", not: OWN_STATE,
    steps: [
      { step: "A HELLO 3", mask: "numbers" }, "A CLIENT TRACKING on", "A LLEN k", "B RPUSH k a", "B RPUSH k b",
      "A LLEN k",
      "B LPOP k",
    ],
  },
];
