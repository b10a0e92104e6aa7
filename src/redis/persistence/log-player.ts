import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";
import { Session } from "../server/session.ts";
import { BadFormat } from "./bad-format.ts";

export const AS_LOGGED = { inScript: false, mayBlock: false, isReplay: true };

/** A client that nobody sees. */
export const nobody = (server: ServerState): Session =>
  new Session({
    id: 0, address: "", localAddress: "", connectedAtMs: server.nowMs, deliver: () => {}, close: () => {},
  });

/** Executes commands of a log on a server. */
export class LogPlayer {
  readonly #server: ServerState;
  readonly #session: Session;

  constructor(server: ServerState) {
    this.#server = server;
    this.#session = nobody(server);
  }

  /**
   * A whole log: SELECT changes the database, MULTI and EXEC only bracket what belongs together.
   *
   * @throws {BadFormat} The server refuses a command that no server would have written.
   */
  playLog(commands: readonly (readonly Bytes[])[]): void {
    this.#session.db = 0;
    commands.forEach((command, index) => {
      const name = (command[0] as Bytes).toLowerCase();
      if (name === "multi" || name === "exec") return;
      if (name === "select") return this.#select(command, index);
      const reply = this.#execute(command);
      if (reply instanceof ReplyError && reply.message.startsWith("ERR unknown command")) {
        throw new BadFormat(`command ${index} of the log is unknown`, index);
      }
    });
  }

  #select(command: readonly Bytes[], index: number): void {
    const db = Number(command[1]);
    if (this.#server.databases[db] === undefined)
      throw new BadFormat(`command ${index} of the log selects ${command[1]}`, index);
    this.#session.db = db;
  }

  #execute(command: readonly Bytes[]): unknown {
    return this.#server.execute(this.#session, command, AS_LOGGED);
  }
}
