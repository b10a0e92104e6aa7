import { Persistence } from "../../persistence/persistence.ts";
import { Replication } from "../../replication/replication.ts";
import type { Bytes } from "../../server/bytes.ts";
import { Blocked, type CommandContext, type CommandSpec, type Result, type Run } from "../../server/command.ts";
import { parseInteger } from "../../server/numbers.ts";
import { notAnInteger, OK, ReplyError, Status, syntaxError, type Reply } from "../../server/reply.ts";

function parseTimeout(text: Bytes): number | ReplyError {
  const timeout = parseInteger(text);
  if (typeof timeout !== "number") return new ReplyError("ERR timeout is not an integer or out of range");
  return timeout < 0 ? new ReplyError("ERR timeout is negative") : timeout;
}

const onReplica = (command: string): ReplyError =>
  new ReplyError(
    `ERR ${command} cannot be used with replica instances. Please ` +
      "also note that since Redis 4.0 if a replica is configured to be writable (which is not the default) writes to replicas are " +
      "just local and are not propagated.",
  );

/**
 * Waits for as many replicas to have acknowledged what was written until now. A deployment calls `server.resume()` when
 * they do.
 */
function wait(context: CommandContext, args: readonly Bytes[]): Result {
  const replication = context.server.part(Replication);
  const wanted = parseInteger(args[1] as Bytes);
  if (typeof wanted !== "number") return notAnInteger();
  const timeoutMs = parseTimeout(args[2] as Bytes);
  if (timeoutMs instanceof ReplyError) return timeoutMs;
  if (replication.role === "slave") return onReplica("WAIT");
  const target = replication.offset;
  const acknowledged = (): number => replication.replicas.filter(({ offset }) => offset >= target).length;
  if (acknowledged() >= wanted || !context.mayBlock) return acknowledged();
  return new Blocked({
    keys: [], timeoutMs, timedOut: 0, retry: () => undefined,
    resume: () => context.session.deliver(acknowledged()), mayResume: () => acknowledged() >= wanted,
  });
}

function waitAof(context: CommandContext, args: readonly Bytes[]): Result {
  const { server } = context;
  const [local, wanted] = [parseInteger(args[1] as Bytes), parseInteger(args[2] as Bytes)];
  if (local === undefined) return notAnInteger();
  if (local !== 0 && local !== 1) return new ReplyError("ERR value is out of range, value must between 0 and 1");
  if (typeof wanted !== "number") return notAnInteger();
  if (wanted < 0) return new ReplyError("ERR value is out of range, must be positive");
  const timeoutMs = parseTimeout(args[3] as Bytes);
  if (timeoutMs instanceof ReplyError) return timeoutMs;
  const replication = server.part(Replication);
  if (replication.role === "slave") return onReplica("WAITAOF");
  const logging = server.part(Persistence).log !== undefined;
  if (local === 1 && !logging) {
    return new ReplyError("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");
  }
  const target = replication.offset;
  const reached = (): Reply & readonly number[] => [
    logging ? 1 : 0, replication.replicas.filter(({ offset }) => offset >= target).length,
  ];
  if ((reached()[1] as number) >= wanted || !context.mayBlock) return reached();
  return new Blocked({
    keys: [], timeoutMs, timedOut: [0, 0], retry: () => undefined,
    resume: () => context.session.deliver(reached()), mayResume: () => (reached()[1] as number) >= wanted,
  });
}

const role: Run = ({ server }) => {
  const { master, replicas, offset } = server.part(Replication);
  if (master !== undefined)
    return ["slave", master.host, master.port, master.state, master.state === "connected" ? offset : -1];
  return ["master", offset, replicas.map((replica) => [replica.host, String(replica.port), String(replica.offset)])];
};

const replicaOf: Run = ({ server }, args) => {
  const [host, portText] = args.slice(1) as [Bytes, Bytes];
  const { port: deployment, master } = server.part(Replication);
  if (host.toLowerCase() === "no" && portText.toLowerCase() === "one") {
    deployment?.replicaOf(undefined);
    return OK;
  }
  const port = parseInteger(portText);
  if (typeof port !== "number" || port < 0 || port > 65_535) return new ReplyError("ERR Invalid master port");
  if (master?.host === host && master.port === port) return new Status("OK Already connected to specified master");
  if (deployment === undefined) return new ReplyError("ERR no deployment to replicate in");
  deployment.replicaOf({ host, port });
  return OK;
};

/** FAILOVER [TO host port [FORCE]] [ABORT] [TIMEOUT ms]: needs replicas, which a deployment fails over by itself. */
const failover: Run = ({ server }, args) => {
  if (args.length === 2 && args[1]?.toLowerCase() === "abort") return new ReplyError("ERR No failover in progress.");
  for (let at = 1; at < args.length; at++) {
    const word = (args[at] as Bytes).toLowerCase();
    if (word === "timeout" && at + 1 < args.length) {
      if (parseInteger(args[++at] as Bytes) === undefined) return notAnInteger();
    } else if (word === "to" && at + 2 < args.length) {
      if (parseInteger(args[at + 2] as Bytes) === undefined) return notAnInteger();
      at += 2;
    } else if (word !== "force") {
      return syntaxError();
    }
  }
  const { role: is, replicas } = server.part(Replication);
  if (is === "slave") return new ReplyError("ERR FAILOVER is not valid when server is a replica.");
  return new ReplyError(
    replicas.length === 0 ? "ERR FAILOVER requires connected replicas." : "ERR FAILOVER target is not a replica.",
  );
};

const admin = (name: string, arity: number, run: Run, loads: boolean): CommandSpec => ({
  name, arity, flags: ["admin", "noscript", "stale", ...(loads ? ["no_async_loading"] as const : [])], keys: [0, 0, 0],
  categories: [], run,
});

export const REPLICATION_COMMANDS: readonly CommandSpec[] = [
  {
    name: "wait", arity: 3, flags: ["noscript"], keys: [0, 0, 0], categories: ["@connection"], run: wait, until: "7.0",
  },
  {
    name: "wait", arity: 3, flags: ["blocking"], keys: [0, 0, 0], categories: ["@connection"], run: wait, since: "7.2",
  },
  {
    name: "waitaof", arity: 4, flags: ["blocking"], keys: [0, 0, 0], categories: ["@connection"], run: waitAof,
    since: "7.2",
  },
  {
    name: "role", arity: 1, flags: ["noscript", "loading", "stale", "fast"], keys: [0, 0, 0],
    categories: ["@admin", "@dangerous"], run: role,
  },
  admin("replicaof", 3, replicaOf, true), admin("slaveof", 3, replicaOf, true), admin("failover", -1, failover, false),
];
