import { Persistence } from "../../persistence/persistence.ts";
import { NO_REPLY, type Result, type ServerState } from "../../server/command.ts";

/**
 * SHUTDOWN: what is to be saved is, and every connection ends. A deployment is told, and starts the server again or
 * not.
 */
export class Shutdown {
  readonly #server: ServerState;
  readonly listeners: (() => void)[] = [];

  constructor(server: ServerState) {
    this.#server = server;
  }

  begin(saves: boolean): Result {
    if (saves) this.#server.part(Persistence).save();
    for (const session of [...this.#server.sessions.values()]) this.#server.disconnect(session);
    for (const listener of this.listeners) listener();
    return NO_REPLY;
  }
}
