/** The hints that COMMAND INFO gives to proxies, by command; those of a command that is not here are none. */
const TIPS: readonly (readonly [tips: string, names: string])[] = [
  [
    "nondeterministic_output",
    "client|info client|list cluster|bumpepoch cluster|count-failure-reports cluster|getkeysinslot " +
    "cluster|info cluster|links cluster|myshardid cluster|nodes cluster|replicas cluster|shards " +
    "cluster|slaves cluster|slots dump hrandfield hscan lastsave migrate object|encoding object|freq " +
    "object|idletime object|refcount pttl spop srandmember sscan time ttl xadd xautoclaim xclaim " +
    "xinfo|consumers xpending xtrim zrandmember zscan",
  ],
  [
    "nondeterministic_output_order",
    "command command|docs command|info command|list function|list hgetall hkeys hvals module|list sdiff " +
    "sinter smembers sunion",
  ],
  [
    "request_policy:all_nodes response_policy:all_succeeded",
    "acl|deluser acl|save acl|setuser client|setinfo client|setname config|resetstat config|rewrite " +
    "config|set script|flush script|load slowlog|reset",
  ],
  [
    "request_policy:all_shards response_policy:all_succeeded",
    "flushall flushdb function|delete function|flush function|load function|restore memory|purge ping",
  ],
  [
    "nondeterministic_output request_policy:all_shards response_policy:special",
    "function|stats info memory|doctor memory|malloc-stats memory|stats",
  ],
  [
    "nondeterministic_output request_policy:all_nodes response_policy:special",
    "latency|doctor latency|graph latency|histogram latency|history latency|latest",
  ],
  ["request_policy:multi_shard response_policy:agg_sum", "del exists touch unlink"],
  ["request_policy:all_shards response_policy:one_succeeded", "function|kill script|kill"],
  ["request_policy:all_shards response_policy:agg_min", "wait waitaof"],
  ["nondeterministic_output request_policy:all_shards", "cluster|slot-stats"],
  ["request_policy:all_shards response_policy:agg_sum", "dbsize"],
  ["request_policy:all_shards nondeterministic_output_order", "keys"],
  ["request_policy:all_nodes response_policy:agg_sum", "latency|reset"],
  ["request_policy:multi_shard", "mget"],
  ["request_policy:multi_shard response_policy:all_succeeded", "mset"],
  ["request_policy:all_shards response_policy:special nondeterministic_output", "randomkey"],
  ["nondeterministic_output request_policy:special response_policy:special", "scan"],
  ["request_policy:all_shards response_policy:agg_logical_and", "script|exists"],
  ["request_policy:all_nodes nondeterministic_output", "slowlog|get"],
  ["request_policy:all_nodes response_policy:agg_sum nondeterministic_output", "slowlog|len"],
];

const BY_NAME: ReadonlyMap<string, readonly string[]> = new Map(
  TIPS.flatMap(([tips, names]) => names.split(" ").map((name) => [name, tips.split(" ")] as const)),
);

/** Given by later servers only. */
const SINCE_7_2: ReadonlySet<string> = new Set([
  "config|resetstat", "config|rewrite", "client|setname", "acl|save", "acl|setuser", "acl|deluser",
]);

const ONLY_7_0: ReadonlyMap<string, readonly string[]> = new Map([
  ["randomkey", ["request_policy:all_shards", "nondeterministic_output"]],
  ["msetnx", ["request_policy:multi_shard", "response_policy:agg_min"]],
  ["scan", ["nondeterministic_output", "request_policy:special"]],
  ["latency|reset", ["request_policy:all_nodes", "response_policy:all_succeeded"]],
]);

export function tipsOf(command: string, isFirst: boolean): readonly string[] {
  if (isFirst) {
    const own = ONLY_7_0.get(command);
    if (own !== undefined || SINCE_7_2.has(command)) return own ?? [];
  }
  return BY_NAME.get(command) ?? [];
}
