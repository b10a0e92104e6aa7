import type { Case } from "../case.ts";

const CLIENTS = "a client library keeps its own state of the connection";
const OWN_STATE = { mock: CLIENTS, wire: CLIENTS, live: CLIENTS } as const;

export const CASES: readonly Case[] = [
  {
    name: "PING and ECHO answer with what they are given",
    steps: ["A PING", "A PING hello", "A PING a b", "A ECHO hello", "A ECHO", "A ECHO a b", 'A ECHO ""'],
  },
  {
    name: "SELECT takes a database that is there", not: OWN_STATE,
    steps: [
      "A SELECT 3", "A LLEN k", "A RPUSH k a", "A SELECT 0", "A LLEN k", "A SELECT 16", "A SELECT -1", "A SELECT x",
      "A SELECT 99999999999", "A SELECT", "A SELECT 3", "A LPOP k", "A SELECT 0",
    ],
  },
  {
    name: "QUIT answers and ends the connection", not: OWN_STATE, steps: ["A QUIT"],
  },
  {
    name: "QUIT takes any arguments", not: OWN_STATE, steps: ["A QUIT now"],
  },
  {
    name: "RESET makes a connection as it was at first", not: OWN_STATE,
    steps: [
      "A SELECT 3", "A CLIENT SETNAME me", "A MULTI", "A RESET", "A CLIENT GETNAME", "A EXEC", "A SUBSCRIBE c",
      "A RESET", "A PING",
    ],
  },
  {
    name: "HELLO tells of the server and changes the protocol", not: OWN_STATE,
    steps: [
      { step: "A HELLO", mask: "numbers" }, { step: "A HELLO 3", mask: "numbers" }, "A PING",
      { step: "A HELLO 2", mask: "numbers" }, "A HELLO 4", "A HELLO 1", "A HELLO x",
    ],
  },
  {
    name: "HELLO logs in and names the connection", not: OWN_STATE,
    steps: [
      "A HELLO 3 SETNAME", "A HELLO 3 FOO", 'A HELLO 2 SETNAME "a b"', "A HELLO 2 AUTH a",
      { step: "A HELLO 2 SETNAME foo SETNAME bar", mask: "numbers" }, "A CLIENT GETNAME",
      { step: "A HELLO 2 AUTH default any SETNAME n", mask: "numbers" }, "A HELLO 2 AUTH nobody any",
    ],
  },
  {
    name: "AUTH without a password set", not: OWN_STATE,
    steps: ["A AUTH a", "A AUTH default a", "A AUTH nobody a", "A AUTH a b c", "A AUTH"],
  },
  {
    name: "a container without its subcommand",
    steps: ["A CLIENT", "A CLIENT FOO", "A CLIENT HELP", "A COMMAND FOO", "A COMMAND HELP", "A CLIENT HELP x"],
  },
  {
    name: "cluster commands of a server that is no cluster",
    steps: [
      "A READONLY", "A READWRITE", "A ASKING", "A CLUSTER", "A CLUSTER INFO", "A CLUSTER FOO", "A CLUSTER KEYSLOT a",
      "A CLUSTER KEYSLOT",
    ],
  },
  {
    name: "COMMAND GETKEYS finds keys where arguments put them",
    steps: [
      "A COMMAND GETKEYS ping", "A COMMAND GETKEYS nosuch a", "A COMMAND GETKEYS xreadgroup group g c streams s t 1 2",
      "A COMMAND GETKEYS xgroup create a b c", "A COMMAND GETKEYS zunionstore d 2 a b", "A COMMAND GETKEYS xadd",
      "A COMMAND GETKEYS sinterstore d a b", "A COMMAND GETKEYS lmpop 2 a b LEFT",
      "A COMMAND GETKEYSANDFLAGS lmove a b left right", "A COMMAND GETKEYSANDFLAGS xadd k 1 a b", "A COMMAND GETKEYS",
    ],
  },
  {
    name: "COMMAND INFO tells of commands without subcommands",
    steps: [
      "A COMMAND INFO nosuch", { step: "A COMMAND INFO ping echo quit select", mask: "any" }, "A COMMAND LIST FOO",
      "A COMMAND LIST FILTERBY", "A COMMAND LIST FILTERBY MODULE foo", "A COMMAND LIST FILTERBY ACLCAT foo",
      "A COMMAND LIST FILTERBY PATTERN nosuch*", "A COMMAND DOCS nosuch",
    ],
  },
];
