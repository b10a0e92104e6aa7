import { BEGINNING, formatEntryId, parseEntryId, type EntryId } from "../../bus/entry-id.ts";
import type { StreamInfo } from "../../bus/store.ts";
import { bytesOfText, type Bytes } from "../server/bytes.ts";
import { ReplyError, type MapReply, type Reply } from "../server/reply.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";
import { asked } from "./asked.ts";
import { idsOfReply } from "./model-reply.ts";
import { producersKey } from "./script-append.ts";

type Step<T> = (server: RedisServer, session: Session, nowUs: number) => T | ReplyError;

/** Redis makes a stream without an entry only together with a group, which may go again. */
export const PASSING_GROUP = "wavetank-passing";

export function createStream(stream: string): Step<"created" | "exists"> {
  const key = bytesOfText(stream);
  return (server, session, nowUs) => {
    const exists = asked(server, session, nowUs, ["EXISTS", key]);
    if (exists instanceof ReplyError) return exists;
    if (exists === 1) return "exists";
    const made = asked(server, session, nowUs, ["XGROUP", "CREATE", key, PASSING_GROUP, "0", "MKSTREAM"]);
    if (made instanceof ReplyError) return made;
    const gone = asked(server, session, nowUs, ["XGROUP", "DESTROY", key, PASSING_GROUP]);
    return gone instanceof ReplyError ? gone : "created";
  };
}

export function deleteStream(stream: string, marks: boolean): Step<boolean> {
  const keys = marks ? [stream, producersKey(stream)] : [stream];
  return (server, session, nowUs) => {
    const replies = keys.map((key) => asked(server, session, nowUs, ["UNLINK", bytesOfText(key)]));
    return replies.find((reply) => reply instanceof ReplyError) ?? replies[0] === 1;
  };
}

export function streamInfo(stream: string): Step<StreamInfo | undefined> {
  const command = ["XINFO", "STREAM", bytesOfText(stream)];
  return (server, session, nowUs) => {
    const reply = asked(server, session, nowUs, command);
    if (reply instanceof ReplyError) return reply.message === "ERR no such key" ? undefined : reply;
    const { items } = reply as MapReply;
    const value = (name: string): Reply | undefined => items[items.indexOf(name) + 1];
    const first = value("first-entry") as readonly [Bytes, Reply] | null;
    return {
      length: value("length") as number, groups: value("groups") as number,
      last: parseEntryId(value("last-generated-id") as Bytes),
      first: Array.isArray(first) ? parseEntryId(first[0]) : undefined,
    };
  };
}

export const lastId = (stream: string): Step<EntryId> => {
  const ask = streamInfo(stream);
  return (server, session, nowUs) => {
    const info = ask(server, session, nowUs);
    return info instanceof ReplyError ? info : info?.last ?? BEGINNING;
  };
};

export function firstIds(stream: string, count: number): Step<readonly EntryId[]> {
  const command = ["XRANGE", bytesOfText(stream), "-", "+", "COUNT", String(count)];
  return (server, session, nowUs) => {
    const reply = asked(server, session, nowUs, command);
    return reply instanceof ReplyError ? reply : idsOfReply((reply as readonly (readonly [Bytes])[]).map(([id]) => id));
  };
}

export function destroyGroup(stream: string, group: string): Step<boolean> {
  const command = ["XGROUP", "DESTROY", bytesOfText(stream), bytesOfText(group)];
  return (server, session, nowUs) => {
    const reply = asked(server, session, nowUs, command);
    return reply instanceof ReplyError ? reply : reply === 1;
  };
}

export function moveGroup(stream: string, group: string, after: EntryId): Step<undefined> {
  const command = ["XGROUP", "SETID", bytesOfText(stream), bytesOfText(group), formatEntryId(after)];
  return (server, session, nowUs) => {
    const reply = asked(server, session, nowUs, command);
    return reply instanceof ReplyError ? reply : undefined;
  };
}
