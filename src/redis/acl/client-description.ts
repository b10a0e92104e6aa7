import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import { atLeast } from "../server/compat.ts";
import { Tracking } from "../pubsub/tracking.ts";
import type { Session } from "../server/session.ts";

/** What a server holds for a connection that does nothing. */
const IDLE_BYTES = 1_920;
const REPLY_BUFFER = 1_024;

export const isSubscriber = (session: Session): boolean => session.subscriptions > 0;

/**
 * The client's line in CLIENT LIST, without the line feed. Sizes of buffers that a model has not are those of idle
 * clients.
 */
export function describeClient(server: ServerState, session: Session): Bytes {
  const { compat, nowMs } = server;
  const seconds = (since: number): number => Math.max(0, Math.floor((nowMs - since) / 1_000));
  const { transaction, pendingBytes } = session;
  const fields: (readonly [string, string | number])[] = [
    ["id", session.id], ["addr", session.address], ["laddr", session.localAddress], ["fd", session.id + 7],
    ["name", session.name], ["age", seconds(session.connectedAtMs)], ["idle", seconds(session.lastCommandAtMs)],
    ["flags", flagsOf(server, session)], ["db", session.db], ["sub", session.channels.size],
    ["psub", session.patterns.size], ["ssub", session.shardChannels.size],
    ["multi", transaction === undefined ? -1 : transaction.queued.length],
    ...(compat === "8.0" ? [["watch", session.watched.size] as const] : []),
    ["qbuf", 0], ["qbuf-free", 0], ["argv-mem", 0],
    ["multi-mem", transaction === undefined ? 0 : bytesOf(transaction.queued)], ["rbs", REPLY_BUFFER], ["rbp", 0],
    ["obl", 0], ["oll", pendingBytes > 0 ? 1 : 0], ["omem", pendingBytes], ["tot-mem", IDLE_BYTES + pendingBytes],
    ["events", "r"], ["cmd", session.lastCommand === "" ? "NULL" : session.lastCommand], ["user", session.user],
    ["redir", server.part(Tracking).modeOf(session)?.redirect ?? -1], ["resp", session.protocol],
    ...(atLeast(compat, "7.2")
      ? ([
          ["lib-name", session.libraryName], ["lib-ver", session.libraryVersion],
        ] as const)
      : []),
    ...(compat === "8.0"
      ? ([
          ["tot-net-in", 0], ["tot-net-out", 0], ["tot-cmds", session.commands],
        ] as const)
      : []),
  ];
  return fields.map(([name, value]) => `${name}=${value}`).join(" ");
}

const bytesOf = (commands: readonly (readonly Bytes[])[]): number =>
  commands.reduce((sum, args) => sum + args.reduce((bytes, arg) => bytes + arg.length, 0), 0);

function flagsOf(server: ServerState, session: Session): string {
  const tracking = server.part(Tracking);
  const mode = tracking.modeOf(session);
  const flags: (readonly [boolean, string])[] = [
    [session.monitoring, "O"], [isSubscriber(session), "P"], [session.transaction !== undefined, "x"],
    [server.blocked.includes(session), "b"], [mode !== undefined, "t"], [tracking.isRedirectionBroken(session), "R"],
    [mode?.broadcast === true, "B"], [session.watchBroken, "d"],
    [session.address.endsWith(":0") && session.address[0] === "/", "U"],
    [session.noEvict, "e"], [session.noTouch, "T"],
  ];
  const text = flags.map(([holds, letter]) => (holds ? letter : "")).join("");
  return text === "" ? "N" : text;
}
