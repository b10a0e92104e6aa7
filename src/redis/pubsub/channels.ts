import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import { matchesGlob } from "../server/glob.ts";
import { PushReply } from "../server/reply.ts";
import type { Session } from "../server/session.ts";
import { OutputLimits } from "./output-limits.ts";

export type Kind = "channel" | "pattern" | "shard";

type Subscribers = Map<Bytes, Set<Session>>;

/** Who has subscribed to what. Each kind's subscribers are told in the order in which they subscribed. */
export class Channels {
  readonly #server: ServerState;
  readonly #limits: OutputLimits;
  readonly channels: Subscribers = new Map();
  readonly patterns: Subscribers = new Map();
  readonly shards: Subscribers = new Map();

  constructor(server: ServerState) {
    this.#server = server;
    this.#limits = server.part(OutputLimits);
    server.listeners.closed.push((session) => this.forget(session));
  }

  subscribe(session: Session, kind: Kind, name: Bytes): void {
    const subscribers = this.#of(kind);
    setOf(session, kind).add(name);
    const present = subscribers.get(name);
    if (present === undefined) subscribers.set(name, new Set([session]));
    else present.add(session);
  }

  unsubscribe(session: Session, kind: Kind, name: Bytes): void {
    const subscribers = this.#of(kind);
    setOf(session, kind).delete(name);
    const present = subscribers.get(name);
    present?.delete(session);
    if (present?.size === 0) subscribers.delete(name);
  }

  forget(session: Session): void {
    for (const kind of ["channel", "pattern", "shard"] as const) {
      for (const name of [...setOf(session, kind)]) this.unsubscribe(session, kind, name);
    }
  }

  /** Returns how many were told. */
  publish(channel: Bytes, message: Bytes): number {
    let told = 0;
    const direct = this.channels.get(channel);
    if (direct !== undefined) told += this.#tell(direct, new PushReply(["message", channel, message]));
    for (const [pattern, subscribers] of this.patterns) {
      if (matchesGlob(pattern, channel))
        told += this.#tell(subscribers, new PushReply(["pmessage", pattern, channel, message]));
    }
    return told;
  }

  publishToShard(channel: Bytes, message: Bytes): number {
    const direct = this.shards.get(channel);
    return direct === undefined ? 0 : this.#tell(direct, new PushReply(["smessage", channel, message]));
  }

  #tell(subscribers: ReadonlySet<Session>, push: PushReply): number {
    const told = subscribers.size;
    for (const session of [...subscribers]) {
      session.deliver(push);
      if (session.pendingBytes > 0 && this.#limits.isExceeded(session, this.#server.nowMs))
        this.#server.disconnect(session);
    }
    return told;
  }

  #of(kind: Kind): Subscribers {
    switch (kind) {
      case "channel": return this.channels;
      case "pattern": return this.patterns;
      case "shard": return this.shards;
    }
  }
}

export function setOf(session: Session, kind: Kind): Set<Bytes> {
  switch (kind) {
    case "channel": return session.channels;
    case "pattern": return session.patterns;
    case "shard": return session.shardChannels;
  }
}
