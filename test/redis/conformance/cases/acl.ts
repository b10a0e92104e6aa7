import type { Case } from "../case.ts";

const CLIENTS = "a client library keeps its own state of the connection";
const OWN_STATE = { mock: CLIENTS, wire: CLIENTS, live: CLIENTS } as const;

export const CASES: readonly Case[] = [
  {
    name: "who one is and what there is",
    steps: [
      "A ACL WHOAMI", "A ACL USERS", "A ACL LIST", "A ACL GETUSER default", "A ACL GETUSER nobody", "A ACL CAT",
      "A ACL CAT foo", { step: "A ACL CAT transaction", mask: "unordered" }, "A ACL", "A ACL FOO", "A ACL HELP",
    ],
  },
  {
    name: "ACL GENPASS checks its bits", steps: ["A ACL GENPASS 0", "A ACL GENPASS x", "A ACL GENPASS 5000"],
  },
  {
    name: "a new user may do nothing",
    steps: [
      "A ACL SETUSER bob", "A ACL GETUSER bob", "A ACL LIST", "A ACL DELUSER bob nobody", "A ACL DELUSER bob",
      "A ACL DELUSER default",
    ],
  },
  {
    name: "rules that cannot be",
    steps: [
      "A ACL SETUSER bob foo", "A ACL SETUSER bob +foo", "A ACL SETUSER bob +@foo", "A ACL SETUSER bob <nope",
      "A ACL SETUSER bob #abc", "A ACL SETUSER bob !abc", "A ACL SETUSER bob %X~a", "A ACL SETUSER bob ~* ~b",
      "A ACL SETUSER bob allchannels &x", "A ACL SETUSER bob -llen|x", 'A ACL SETUSER bob "(+llen"',
      "A ACL SETUSER bob +acl|whoami|x", 'A ACL SETUSER "a b" on', "A ACL DELUSER bob",
    ],
  },
  {
    name: "rules as they are listed",
    steps: [
      "A ACL SETUSER bob on >pw ~a* &ch* +llen", "A ACL GETUSER bob", "A ACL SETUSER bob %R~x %W~y %RW~z",
      "A ACL GETUSER bob", 'A ACL SETUSER bob "(+llen ~foo)" "(+rpush ~b &c)"', "A ACL LIST",
      "A ACL SETUSER bob clearselectors resetkeys resetchannels", "A ACL SETUSER bob -@all +@all -config|get",
      "A ACL GETUSER bob", "A ACL SETUSER bob reset", "A ACL GETUSER bob", "A ACL DELUSER bob",
    ],
  },
  {
    // Redis 7.0 lists them in an order that follows a hash seed.
    name: "rules of several commands as they are listed", compat: ["8.0"],
    steps: [
      "A ACL SETUSER bob on nopass +llen +rpush", "A ACL GETUSER bob", "A ACL SETUSER bob +lpop -llen",
      "A ACL GETUSER bob", "A ACL SETUSER bob -@all +@all -debug +debug|sleep -config|get", "A ACL GETUSER bob",
      "A ACL LIST", "A ACL DELUSER bob",
    ],
  },
  {
    name: "a command that is not allowed", not: OWN_STATE,
    steps: [
      "A ACL SETUSER bob on nopass ~* &* +@all -@admin -llen", "B AUTH bob any", "B LLEN k", "B ACL LIST",
      "B CONFIG GET x", "B ACL WHOAMI", "B MULTI", "B LLEN k", "B EXEC", "A ACL DELUSER bob",
    ],
  },
  {
    name: "a key that is not allowed", not: OWN_STATE,
    steps: [
      "A ACL SETUSER bob on nopass +@all ~k* %R~r* %W~w* &*", "B AUTH bob any", "B LLEN k1", "B LLEN x", "B LLEN r1",
      "B RPUSH r1 a", "B RPUSH w1 a", "B LLEN w1", "B LPOP w1", "B SUNION k1 x", "B LMOVE r1 k1 LEFT LEFT",
      "A ACL DELUSER bob",
    ],
  },
  {
    name: "a channel that is not allowed", not: OWN_STATE,
    steps: [
      "A ACL SETUSER bob on nopass +@all ~* &c*", "B AUTH bob any", "B PUBLISH d x", "B PUBLISH c1 x", "B SUBSCRIBE d",
      "B SUBSCRIBE c1", "B PSUBSCRIBE c*", "B PSUBSCRIBE c1*", "A ACL DELUSER bob",
    ],
  },
  {
    name: "rules that change between MULTI and EXEC", not: OWN_STATE,
    steps: [
      "A ACL SETUSER bob on nopass +@all ~* &*", "B AUTH bob any", "B MULTI", "B LLEN k", "A ACL SETUSER bob -llen",
      "B EXEC", "A ACL DELUSER bob",
    ],
  },
  {
    name: "ACL DRYRUN",
    steps: [
      "A ACL SETUSER bob on nopass +@all -llen ~k* &c*", "A ACL DRYRUN bob llen k1", "A ACL DRYRUN bob rpush k1 v",
      "A ACL DRYRUN bob rpush x v", "A ACL DRYRUN bob nosuch", "A ACL DRYRUN nobody llen x",
      "A ACL DRYRUN bob rpush k1", "A ACL DRYRUN bob publish d x", "A ACL DELUSER bob",
    ],
  },
  {
    name: "a password for everybody", not: OWN_STATE,
    steps: [
      "A CONFIG SET requirepass foo", "B PING", "B HELLO 3", "B NOSUCH", "B RPUSH", "B AUTH bar", "B AUTH foo",
      "B PING", "B CONFIG GET requirepass", "A ACL LIST", 'A CONFIG SET requirepass ""', "A ACL LIST",
    ],
  },
  {
    name: "a user that is deleted is disconnected", not: OWN_STATE,
    steps: ["A ACL SETUSER bob on nopass +@all", "B AUTH bob any", "A ACL DELUSER bob"],
  },
  {
    name: "ACL LOG options", steps: ["A ACL LOG RESET", "A ACL LOG", "A ACL LOG 1", "A ACL LOG x"],
  },
  {
    name: "no ACL file", steps: ["A ACL LOAD", "A ACL SAVE"],
  },
];
