import { menu, type Draw } from "./draw.ts";
import { id, integer, key, STREAMS, value } from "./words.ts";

/** Passes on what it is given. */
const PASSING = [
  "return redis.call(unpack(ARGV))", "return redis.pcall(unpack(ARGV))",
  "redis.setresp(3) return redis.call(unpack(ARGV))",
];

/** What was stored is what is read back, whatever the key's type. */
const COPY_BY_DUMP = `
  local dump = redis.call('DUMP', KEYS[1])
  return dump and redis.call('RESTORE', KEYS[2], 0, dump, 'REPLACE')`;

/** A whole iteration, with what it yields in an order of its own. */
const ITERATION = `
  local cursor, seen, all = '0', {}, {}
  repeat
    local reply = redis.pcall(KEYS[1], unpack(KEYS[2] and {KEYS[2], cursor, unpack(ARGV)} or {cursor, unpack(ARGV)}))
    if reply.err then return reply end
    cursor = reply[1]
    for _, item in ipairs(reply[2]) do
      if not seen[item] then all[#all + 1] = item end
      seen[item] = true
    end
  until cursor == '0'
  table.sort(all)
  return all`;

/** Many elements at once, so that every encoding is met. */
const FILLING = `
  for i = ARGV[2], ARGV[2] + ARGV[3] do
    if ARGV[1] == 'ZADD' or ARGV[1] == 'HSET' then redis.call(ARGV[1], KEYS[1], i, i)
    elseif ARGV[1] == 'XADD' then redis.call('XADD', KEYS[1], '64-*', 'f', i)
    else redis.call(ARGV[1], KEYS[1], i) end
  end
  return redis.call('OBJECT', 'ENCODING', KEYS[1])`;

const BOUNDED_APPEND = `
  local length = redis.call('XLEN', KEYS[1])
  if length > 20 then redis.call('XTRIM', KEYS[1], 'MAXLEN', ARGV[1]) end
  local id = redis.call('XADD', KEYS[1], ARGV[2], 'n', length, 'of', length / 3)
  return {length, id, redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 2)}`;

const COUNTING = `
  local value = redis.call('INCRBY', KEYS[1], ARGV[1])
  redis.call('SET', KEYS[2], value / 3)
  return {value, tostring(value / 3), value / 3, redis.call('GET', KEYS[2])}`;

const ENCODINGS = [
  "return cjson.encode(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 5))",
  "return cjson.decode(cjson.encode(redis.call('LRANGE', KEYS[1], 0, -1)))",
  "return cmsgpack.pack(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 5))",
  "return cmsgpack.unpack(cmsgpack.pack(redis.call('MGET', KEYS[1])))",
  "return redis.sha1hex(redis.call('GET', KEYS[1]) or '')",
  "return string.format('%q %5.2f %s', redis.call('TYPE', KEYS[1]).ok, redis.call('EXISTS', KEYS[1]), KEYS[1])",
];

const RESULTS = [
  "return redis.error_reply(ARGV[1])", "return redis.status_reply(ARGV[1])", "return {err = ARGV[1]}",
  "error((ARGV[1]:gsub('[\\r\\n]', '_')))", "error({err = #ARGV[1]})", "return tonumber(ARGV[1])",
  "return {1, 2.9, nil, 3}", "return {1, {ARGV[1], false}, true}", "return #ARGV[1]", "return ARGV[1] .. nil",
  "return redis.call('NOSUCH')", "return redis.call('SET', ARGV[1])", "return {double = 1.5}",
  "redis.setresp(3) return {map = {a = ARGV[1]}}",
];

/** Scripts whose effects and replies follow from the data alone. `command` makes commands for scripts to pass on. */
export function scriptedCommand(command: (draw: Draw) => readonly string[]): (draw: Draw) => readonly string[] {
  return menu([
    [12, (draw) => [draw.oneIn(8) ? "EVAL_RO" : "EVAL", draw.pick(PASSING), "0", ...command(draw)]],
    [5, (draw) => ["EVAL", COPY_BY_DUMP, "2", key(draw), key(draw)]],
    [
      2,
      (draw) => [
        "EVAL", ITERATION, "1", "SCAN",
        ...draw.maybe(2, () => ["COUNT", integer(draw)]),
        ...draw.maybe(4, () => ["TYPE", "list"]),
      ],
    ],
    [
      4,
      (draw) => [
        "EVAL", ITERATION, "2", draw.pick(["SSCAN", "HSCAN", "ZSCAN"]), key(draw),
        ...draw.maybe(2, () => ["COUNT", integer(draw)]),
        ...draw.maybe(4, () => ["MATCH", draw.pick(["*", "1*", "?", "[m-n]"])]),
      ],
    ],
    [
      3,
      (draw) => [
        "EVAL", FILLING, "1", key(draw), draw.pick(["RPUSH", "SADD", "ZADD", "HSET", "XADD"]), String(draw.below(12)),
        String(draw.below(300)),
      ],
    ],
    [
      4,
      (draw) => [
        "EVAL", BOUNDED_APPEND, "1", draw.pick(STREAMS), integer(draw),
        draw.oneIn(2) ? id(draw) : `${60 + draw.below(5)}-*`,
      ],
    ],
    [3, (draw) => ["EVAL", COUNTING, "2", key(draw), key(draw), integer(draw)]],
    [4, (draw) => ["EVAL", draw.pick(ENCODINGS), "1", key(draw)]],
    [3, (draw) => ["EVAL", draw.pick(RESULTS), "0", value(draw)]],
  ]);
}
