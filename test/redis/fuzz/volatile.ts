/** Idle times: of XPENDING an integer before another, of XINFO after their names. */
const IDLE = /:\d+\r\n(:\d+\r\n)/g;
const NAMED_IDLE = /(\$4\r\nidle|\$8\r\ninactive)\r\n:\d+\r\n/g;
/** Times and ids by the clock of these years: no two servers agree on them. */
const CLOCK_TIME = /:1[6-9]\d{8}(\d{3})?\r\n/g;
const CLOCK_ID = /\$\d+\r\n1[6-9]\d{11}(-\d+)?\r\n/g;
/** When a key expires, or how long that is from now. */
const FAR_TIME = /:[1-9]\d{7,}\r\n/g;
const CONNECTION_ID = /(\$2\r\nid\r\n):\d+\r\n/;

/**
 * Payloads of sets and hashes, in the order of a hash seed (even small ones, which may have been restored from a
 * table), and of streams, whose consumers have times.
 */
const PAYLOAD_IN_ORDER_OR_TIME = /^(\$\d+\r\n[\x02\x04\x0f\x10\x13-\x15])[^]*$/;

/** Replied in an order that follows from a hash seed of the server. */
const UNORDERED: ReadonlySet<string> = new Set([
  "smembers", "sinter", "sunion", "sdiff", "keys", "hgetall", "hkeys", "hvals",
]);
const EXPIRIES: ReadonlySet<string> = new Set(["ttl", "pttl", "expiretime", "pexpiretime"]);

/**
 * Not to be queued: its reply could not be settled inside that of EXEC, it changes the protocol in the middle of that,
 * or it puts a message there, for who listens to what it says itself.
 */
export const isUntellable = (args: readonly string[]): boolean => {
  const lower = (args[0] ?? "").toLowerCase();
  if (passesOn(args)) return isUntellable(args.slice(3));
  return UNORDERED.has(lower) || EXPIRIES.has(lower) || /^(dump|hello|s?publish)$/.test(lower);
};

/** The reply without what differs from run to run. */
export function settled(args: readonly string[], reply: string): string {
  const name = (args[0] as string).toLowerCase();
  if (UNORDERED.has(name)) return sorted(reply);
  if (EXPIRIES.has(name)) return reply.replace(FAR_TIME, ":far\r\n");
  if (name === "dump") return reply.replace(PAYLOAD_IN_ORDER_OR_TIME, "$1");
  if (name === "xpending") return reply.replace(IDLE, ":idle\r\n$1");
  if (name === "xinfo") return untimed(reply);
  if (name === "hello") return reply.replace(CONNECTION_ID, "$1:id\r\n");
  // A transaction may hold any of the others, and a script may pass them on.
  if (name === "exec") return untimed(reply).replace(IDLE, ":idle\r\n$1").replace(CLOCK_ID, "$clock\r\n");
  if (passesOn(args)) return settled(args.slice(3), reply);
  return args[1] === "auto" ? reply.replace(CLOCK_ID, "$clock\r\n") : reply;
}

/** A script whose arguments are a command. */
const passesOn = (args: readonly string[]): boolean =>
  /^eval(_ro)?$/i.test(args[0] ?? "") && args[2] === "0" && args.length > 4;

const untimed = (reply: string): string =>
  reply.replace(NAMED_IDLE, "$1\r\n:idle\r\n").replace(CLOCK_TIME, ":clock\r\n");
const sorted = (reply: string): string => reply.split(/(?=\$\d+\r\n)/).sort().join("");
