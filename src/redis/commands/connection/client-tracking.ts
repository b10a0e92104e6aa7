import { Tracking, type TrackingMode } from "../../pubsub/tracking.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec } from "../../server/command.ts";
import { parseInteger } from "../../server/numbers.ts";
import { MapReply, notAnInteger, OK, ReplyError, SetReply, syntaxError, type Reply } from "../../server/reply.ts";
import { clientRow } from "./client-attributes.ts";

const OFF: TrackingMode = { redirect: 0, broadcast: false, prefixes: [], optIn: false, optOut: false, noLoop: false };

function parse({ server }: CommandContext, args: readonly Bytes[]): TrackingMode | ReplyError {
  let mode = OFF;
  for (let at = 3; at < args.length; at++) {
    const value = args[at + 1];
    switch ((args[at] as Bytes).toLowerCase()) {
      case "bcast": mode = { ...mode, broadcast: true }; break;
      case "optin": mode = { ...mode, optIn: true }; break;
      case "optout": mode = { ...mode, optOut: true }; break;
      case "noloop": mode = { ...mode, noLoop: true }; break;
      case "redirect": {
        if (value === undefined) return syntaxError();
        if (mode.redirect !== 0) return new ReplyError("ERR A client can only redirect to a single other client");
        const redirect = parseInteger(value);
        if (typeof redirect !== "number") return notAnInteger();
        if (!server.sessions.has(redirect))
          return new ReplyError("ERR The client ID you want redirect to does not exist");
        mode = { ...mode, redirect };
        at++;
        break;
      }
      case "prefix":
        if (value === undefined) return syntaxError();
        mode = { ...mode, prefixes: [...mode.prefixes, value] };
        at++;
        break;
      default: return syntaxError();
    }
  }
  return mode;
}

function conflict(mode: TrackingMode, present: TrackingMode | undefined): ReplyError | undefined {
  if (mode.prefixes.length > 0 && !mode.broadcast)
    return new ReplyError("ERR PREFIX option requires BCAST mode to be enabled");
  if (present !== undefined && present.broadcast !== mode.broadcast) {
    return new ReplyError(
      "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then " +
        "re-enabling it with a different mode.",
    );
  }
  if (mode.broadcast && (mode.optIn || mode.optOut))
    return new ReplyError("ERR OPTIN and OPTOUT are not compatible with BCAST");
  if (mode.optIn && mode.optOut) return new ReplyError("ERR You can't specify both OPTIN mode and OPTOUT mode");
  if (present !== undefined && ((mode.optIn && present.optOut) || (mode.optOut && present.optIn))) {
    return new ReplyError(
      "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then " +
        "re-enabling it with a different mode.",
    );
  }
  return overlap(mode.prefixes, present?.prefixes ?? []);
}

function overlap(added: readonly Bytes[], present: readonly Bytes[]): ReplyError | undefined {
  const meets = (one: Bytes, other: Bytes): boolean => one.startsWith(other) || other.startsWith(one);
  for (const [index, prefix] of added.entries()) {
    const held = present.find((other) => other !== prefix && meets(prefix, other));
    if (held !== undefined) {
      return new ReplyError(
        `ERR Prefix '${prefix}' overlaps with an existing prefix '${held}'. Prefixes for a single client ` +
          "must not overlap.",
      );
    }
    const other = added.slice(index + 1).find((later) => meets(prefix, later));
    if (other !== undefined) {
      return new ReplyError(
        `ERR Prefix '${prefix}' overlaps with another provided prefix '${other}'. Prefixes for a single ` +
          "client must not overlap.",
      );
    }
  }
  return undefined;
}

function setTracking(context: CommandContext, args: readonly Bytes[]): Reply {
  const { server, session } = context;
  const tracking = server.part(Tracking);
  const mode = parse(context, args);
  if (mode instanceof ReplyError) return mode;
  switch ((args[2] as Bytes).toLowerCase()) {
    case "off":
      tracking.unfollow(session);
      return OK;
    case "on": {
      const present = tracking.modeOf(session);
      const error = conflict(mode, present);
      if (error !== undefined) return error;
      tracking.follow(session, { ...mode, prefixes: [...new Set([...(present?.prefixes ?? []), ...mode.prefixes])] });
      return OK;
    }
    default: return syntaxError();
  }
}

function setCaching({ server, session }: CommandContext, args: readonly Bytes[]): Reply {
  const tracking = server.part(Tracking);
  const mode = tracking.modeOf(session);
  if (mode === undefined || !(mode.optIn || mode.optOut)) {
    return new ReplyError(
      "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode " +
        "enabled",
    );
  }
  const word = (args[2] as Bytes).toLowerCase();
  if (word === "yes" && !mode.optIn) {
    return new ReplyError("ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
  }
  if (word === "no" && !mode.optOut) {
    return new ReplyError("ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
  }
  if (word !== "yes" && word !== "no") return syntaxError();
  tracking.setCaching(session, word);
  return OK;
}

function info({ server, session }: CommandContext): Reply {
  const tracking = server.part(Tracking);
  const mode = tracking.modeOf(session);
  const caching = tracking.cachingOf(session);
  const flags = mode === undefined ? ["off"] : [
    "on", ...(mode.broadcast ? ["bcast"] : []),
    ...(mode.optIn ? ["optin", ...(caching === "yes" ? ["caching-yes"] : [])] : []),
    ...(mode.optOut ? ["optout", ...(caching === "no" ? ["caching-no"] : [])] : []),
    ...(mode.noLoop ? ["noloop"] : []), ...(tracking.isRedirectionBroken(session) ? ["broken_redirect"] : []),
  ];
  return new MapReply([
    "flags", new SetReply(flags), "redirect", mode?.redirect ?? -1, "prefixes",
    mode?.broadcast === true ? mode.prefixes : [],
  ]);
}

export const TRACKING_COMMANDS: readonly CommandSpec[] = [
  clientRow("tracking", -3, setTracking),
  clientRow("caching", 3, setCaching),
  clientRow("trackinginfo", 2, info),
  clientRow("getredir", 2, ({ server, session }) => server.part(Tracking).modeOf(session)?.redirect ?? -1),
];
