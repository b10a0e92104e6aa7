import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";
import { Session } from "../server/session.ts";
import { BadFormat } from "./bad-format.ts";
import type { Commands } from "./command-stream.ts";

const AS_LOGGED = { inScript: false, mayBlock: false };

/** Executes commands of a log on a server as a client that nobody sees. */
export class LogPlayer {
  readonly #server: ServerState;
  readonly #session: Session;

  constructor(server: ServerState) {
    this.#server = server;
    this.#session = new Session({
      id: 0, address: "", localAddress: "", connectedAtMs: server.nowMs, deliver: () => {}, close: () => {},
    });
  }

  /** Commands of one database, in order. */
  play(db: number, commands: Commands): void {
    this.#session.db = db;
    for (const command of commands) this.#execute(command);
  }

  /**
   * A whole log: SELECT changes the database, MULTI and EXEC only bracket what belongs together.
   *
   * @throws {BadFormat} The server refuses a command that no server would have written.
   */
  playLog(commands: Commands): void {
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
    if (this.#server.databases[db] === undefined) throw new BadFormat(`command ${index} of the log selects ${command[1]}`, index);
    this.#session.db = db;
  }

  #execute(command: readonly Bytes[]): unknown {
    return this.#server.execute(this.#session, command, AS_LOGGED);
  }
}
