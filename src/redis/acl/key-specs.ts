/**
 * Where a command's keys are and what it does with them: `flags/begin/find`. `begin` is the index of the first, or a
 * keyword and the index from which it is sought (from the end when negative); `find` is last, step and limit of a range
 * that starts there, or `n` with the index of the number of keys, of the first and the step.
 */
const KEY_SPECS: readonly (readonly [specs: readonly string[], names: string])[] = [
  [
    ["RO access/1/0 1 0"],
    "bitcount bitfield_ro bitpos dump expiretime geodist geohash geopos georadius_ro georadiusbymember_ro " +
    "geosearch get getbit getrange hget hgetall hkeys hmget hrandfield hscan hvals lindex lpos lrange " +
    "pexpiretime pttl smembers smismember srandmember sscan substr ttl xpending xrange xrevrange zcount " +
    "zlexcount zmscore zrandmember zrange zrangebylex zrangebyscore zrank zrevrange zrevrangebylex " +
    "zrevrangebyscore zrevrank zscan zscore",
  ],
  [
    ["RW update/1/0 1 0"],
    "expire expireat geoadd hmset hset lset persist pexpire pexpireat setrange xack xadd xclaim xsetid " +
    "zadd",
  ],
  [
    ["RW access update/1/0 1 0"],
    "decr decrby getex getset hincrby hincrbyfloat incr incrby incrbyfloat move setbit zincrby",
  ],
  [
    ["RW delete/1/0 1 0"],
    "hdel lrem ltrim srem xautoclaim xdel xtrim zrem zremrangebylex zremrangebyrank zremrangebyscore",
  ],
  [["RO/1/0 1 0"], "hexists hlen hstrlen llen scard sismember strlen type xlen zcard"],
  [["RW insert/1/0 1 0"], "append hsetnx linsert lpush lpushx pfadd rpush rpushx sadd"],
  [["RW access delete/1/0 1 0"], "getdel lpop rpop spop zpopmax zpopmin"],
  [["RW access delete/1/0 1 0", "RW insert/2/0 1 0"], "blmove brpoplpush lmove rpoplpush smove"],
  [["RO/2/0 1 0"], "memory|usage object|encoding object|freq object|idletime object|refcount"],
  [["RO access/1/n 0 1 1"], "sintercard zdiff zinter zintercard zunion"],
  [["RW access delete/1/-2 1 0"], "blpop brpop bzpopmax bzpopmin"],
  [["RO access/1/-1 1 0"], "mget sdiff sinter sunion"],
  [["OW update/1/0 1 0"], "psetex restore restore-asking setex"],
  [["RW access update/2/n 0 1 1"], "eval evalsha fcall"],
  [["RO access/2/n 0 1 1"], "eval_ro evalsha_ro fcall_ro"],
  [["RO/1/-1 1 0"], "exists touch watch"],
  [["OW update/1/0 1 0", "RO access/2/-1 1 0"], "sdiffstore sinterstore sunionstore"],
  [["RO access/2/0 1 0"], "xinfo|consumers xinfo|groups xinfo|stream"],
  [["OW update/1/0 1 0", "RO access/2/n 0 1 1"], "zdiffstore zinterstore zunionstore"],
  [["RW access update variable_flags/1/0 1 0"], "bitfield set"],
  [["RW access delete/2/n 0 1 1"], "blmpop bzmpop"],
  [["RM delete/1/-1 1 0"], "del unlink"],
  [["OW update/1/0 1 0", "RO access/2/0 1 0"], "geosearchstore zrangestore"],
  [["RW access delete/1/n 0 1 1"], "lmpop zmpop"],
  [["not_key/1/-1 1 0"], "ssubscribe sunsubscribe"],
  [["RW insert/2/0 1 0"], "xgroup|create xgroup|createconsumer"],
  [["RW delete/2/0 1 0"], "xgroup|delconsumer xgroup|destroy"],
  [["OW update/2/0 1 0", "RO access/3/-1 1 0"], "bitop"],
  [["RO access/1/0 1 0", "OW update/2/0 1 0"], "copy"],
  [["RO access/1/0 1 0", "OW update/STORE:6/0 1 0", "OW update/STOREDIST:6/0 1 0"], "georadius"],
  [["RO access/1/0 1 0", "OW update/STORE:5/0 1 0", "OW update/STOREDIST:5/0 1 0"], "georadiusbymember"],
  [["RO access/1/1 1 0"], "lcs"],
  [["RW access delete/3/0 1 0", "RW access delete incomplete/KEYS:-2/-1 1 0"], "migrate"],
  [["OW update/1/-1 2 0"], "mset"],
  [["OW insert/1/-1 2 0"], "msetnx"],
  [["RW access/1/-1 1 0"], "pfcount"],
  [["RW access/2/0 1 0"], "pfdebug"],
  [["RW access insert/1/0 1 0", "RO access/2/-1 1 0"], "pfmerge"],
  [["RW access delete/1/0 1 0", "OW update/2/0 1 0"], "rename"],
  [["RW access delete/1/0 1 0", "OW insert/2/0 1 0"], "renamenx"],
  [["OW insert/1/0 1 0"], "setnx"],
  [["RO access/1/0 1 0", "RO access/?/?", "OW update/?/?"], "sort"],
  [["RO access/1/0 1 0", "RO access/?/?"], "sort_ro"],
  [["not_key/1/0 1 0"], "spublish"],
  [["RW update/2/0 1 0"], "xgroup|setid"],
  [["RO access/STREAMS:1/-1 1 2"], "xread"],
  [["RO access/STREAMS:4/-1 1 2"], "xreadgroup"],
];

const BY_NAME: ReadonlyMap<string, readonly string[]> = new Map(
  KEY_SPECS.flatMap(([specs, names]) => names.split(" ").map((name) => [name, specs] as const)),
);

export const keySpecsOf = (command: string): readonly string[] => BY_NAME.get(command) ?? [];
