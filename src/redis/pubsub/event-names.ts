/** Class letter and name, as notify-keyspace-events knows them. */
export type Event = readonly [letter: string, name: string];

/** Commands whose events have the commands' names, by class. */
const NAMED: readonly (readonly [letter: string, names: string])[] = [
  ["g", "del expire persist restore"],
  ["$", "append setrange incrby incrbyfloat"],
  ["l", "lpush rpush lpop rpop linsert lset lrem ltrim"],
  ["s", "sadd srem spop sdiffstore sinterstore sunionstore"],
  ["h", "hset hincrby hincrbyfloat hdel"],
  [
    "z",
    "zadd zrem zremrangebyscore zremrangebyrank zremrangebylex zdiffstore zinterstore zunionstore zrangestore zpopmin zpopmax",
  ],
  ["t", "xadd xdel xtrim xsetid"],
];

/** Commands whose event has another name than they have. */
const RENAMED: ReadonlyMap<string, Event> = new Map(
  Object.entries({
    set: "$ set", setnx: "$ set", setex: "$ set", psetex: "$ set", getset: "$ set", mset: "$ set", msetnx: "$ set",
    setbit: "$ setbit", incr: "$ incrby", decr: "$ decrby", decrby: "$ decrby", bitop: "$ set", bitfield: "$ setbit",
    pfadd: "$ pfadd", pfmerge: "$ pfadd", copy: "g copy_to", unlink: "g del", getdel: "g del", expireat: "g expire",
    pexpire: "g expire", pexpireat: "g expire", getex: "g expire", lpushx: "l lpush", rpushx: "l rpush",
    blpop: "l lpop", brpop: "l rpop", hsetnx: "h hset", hmset: "h hset", zincrby: "z zincr", bzpopmin: "z zpopmin",
    bzpopmax: "z zpopmax", geoadd: "z zadd", sort: "l sortstore", georadius: "z georadiusstore",
    geosearchstore: "z geosearchstore", "xgroup|create": "t xgroup-create", "xgroup|setid": "t xgroup-setid",
    "xgroup|destroy": "t xgroup-destroy", "xgroup|createconsumer": "t xgroup-createconsumer",
    "xgroup|delconsumer": "t xgroup-delconsumer",
  }).map(([command, event]) => [command, event.split(" ") as unknown as Event]),
);

const SAME: ReadonlyMap<string, Event> = new Map(
  NAMED.flatMap(([letter, names]) => names.split(" ").map((name) => [name, [letter, name] as const])),
);

/** Undefined for commands that tell of no event by themselves, or of several different ones. */
export const eventOf = (command: string): Event | undefined => RENAMED.get(command) ?? SAME.get(command);
