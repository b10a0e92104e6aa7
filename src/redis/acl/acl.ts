import type { Bytes } from "../server/bytes.ts";
import type { CommandSpec, ServerState } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";
import type { Session } from "../server/session.ts";
import { AclLog, type AclLogEntry } from "./acl-log.ts";
import { describeClient } from "./client-description.ts";
import { applyRule } from "./rules.ts";
import type { Denial } from "./selector.ts";
import { sha256 } from "./sha256.ts";
import { User } from "./user.ts";

/** The users, who is logged in as whom, and what they were refused. */
export class Acl {
  readonly #server: ServerState;
  readonly users = new Map<Bytes, User>();
  readonly log = new AclLog();
  readonly defaultUser: User;
  /** Refusals since the statistics were reset, by reason. */
  readonly refusals: Record<AclLogEntry["reason"], number> = { auth: 0, command: 0, key: 0, channel: 0 };

  constructor(server: ServerState) {
    this.#server = server;
    this.defaultUser = new User("default", server.commands, server.compat);
    for (const rule of ["on", "nopass", "+@all", "~*", "&*"]) applyRule(this.defaultUser, rule, server.commands);
    this.users.set("default", this.defaultUser);
    server.listeners.opened.push((session) => this.greet(session));
    server.config.changed.push((name) => {
      if (name === "requirepass") this.#requirePassword(server.config.text("requirepass"));
    });
  }

  /** A connection begins, or begins anew after RESET: it is the default user's if that needs no password. */
  greet(session: Session): void {
    session.user = "default";
    session.authenticated = this.defaultUser.noPassword && this.defaultUser.enabled;
    session.unrestricted = this.defaultUser.isUnrestricted;
  }

  /** False when the password is wrong or the user may not log in; the session is then as it was. */
  authenticate(session: Session, name: Bytes, password: Bytes): boolean {
    const user = this.users.get(name);
    if (user === undefined || !user.enabled || !(user.noPassword || user.passwords.includes(sha256(password)))) {
      this.#record(session, "auth", this.#contextOf(session), session.lastCommand, name);
      return false;
    }
    session.user = name;
    session.authenticated = true;
    session.unrestricted = user.isUnrestricted;
    return true;
  }

  /** All or nothing: the error of the first rule that cannot be applied. */
  setUser(name: Bytes, rules: readonly Bytes[]): ReplyError | undefined {
    const { commands, compat } = this.#server;
    const user = this.users.get(name);
    const changed = user?.copy(compat) ?? newUser(name, this.#server);
    for (const rule of rules) {
      const reason = applyRule(changed, rule, commands);
      if (reason !== undefined) return new ReplyError(`ERR Error in ACL SETUSER modifier '${rule}': ${reason}`);
    }
    if (user === undefined) this.users.set(name, changed);
    else user.take(changed);
    this.#refresh(name);
    return undefined;
  }

  /** False when there is none. Who was logged in as that user is disconnected. */
  deleteUser(name: Bytes): boolean {
    if (!this.users.delete(name)) return false;
    for (const session of [...this.#server.sessions.values()]) {
      if (session.user === name && session.authenticated) this.#server.disconnect(session);
    }
    return true;
  }

  userOf(session: Session): User {
    return this.users.get(session.user) ?? this.defaultUser;
  }

  /** Why the session's user may not run a command, noted in the log; undefined when it may. */
  refusal(
    session: Session, spec: CommandSpec, args: readonly Bytes[], context: AclLogEntry["context"],
  ): Denial | undefined {
    const user = this.userOf(session);
    const denial = user.denial(spec, args);
    if (denial === undefined) return undefined;
    const object = denial.reason === "command" ? spec.name : (args[denial.position] as Bytes);
    this.#record(session, denial.reason, context, object, user.name);
    return denial;
  }

  #contextOf(session: Session): AclLogEntry["context"] {
    return session.transaction === undefined ? "toplevel" : "multi";
  }

  #record(
    session: Session, reason: AclLogEntry["reason"], context: AclLogEntry["context"], object: Bytes, username: Bytes,
  ): void {
    const { nowMs, config } = this.#server;
    this.refusals[reason]++;
    const clientInfo = describeClient(this.#server, session);
    this.log.add({ reason, context, object, username, clientInfo }, nowMs, config.number("acllog-max-len"));
  }

  #requirePassword(password: Bytes): void {
    this.setUser("default", password === "" ? ["nopass"] : ["resetpass", `>${password}`]);
  }

  #refresh(name: Bytes): void {
    const unrestricted = this.users.get(name)?.isUnrestricted === true;
    for (const session of this.#server.sessions.values())
      if (session.user === name) session.unrestricted = unrestricted;
  }
}

function newUser(name: Bytes, { commands, compat, config }: ServerState): User {
  const user = new User(name, commands, compat);
  if (config.text("acl-pubsub-default") === "allchannels") applyRule(user, "allchannels", commands);
  return user;
}

/** What a client is told that may not run a command. */
export function denialError({ compat }: ServerState, user: Bytes, spec: CommandSpec, { reason }: Denial): ReplyError {
  if (compat === "7.0") {
    switch (reason) {
      case "command": return new ReplyError(`NOPERM this user has no permissions to run the '${spec.name}' command`);
      case "key":
        return new ReplyError("NOPERM this user has no permissions to access one of the keys used as arguments");
      case "channel":
        return new ReplyError("NOPERM this user has no permissions to access one of the channels used as arguments");
    }
  }
  switch (reason) {
    case "command": return new ReplyError(`NOPERM User ${user} has no permissions to run the '${spec.name}' command`);
    case "key": return new ReplyError("NOPERM No permissions to access a key");
    case "channel": return new ReplyError("NOPERM No permissions to access a channel");
  }
}
