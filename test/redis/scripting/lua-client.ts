import type { Compat } from "../../../src/redis/server/compat.ts";
import { ReplyError, type Reply } from "../../../src/redis/server/reply.ts";
import { DirectServer, type DirectClient } from "../server/direct-client.ts";

/** A client of a new model server that runs scripts. */
export class LuaClient {
  readonly direct: DirectServer;
  readonly client: DirectClient;

  constructor(compat: Compat = "7.2") {
    this.direct = new DirectServer(compat);
    this.client = this.direct.client();
  }

  run(...args: (string | number)[]): Reply | undefined {
    return this.client.run(...args);
  }

  /** The reply of a script; errors are their messages. */
  evaluate(script: string, ...args: string[]): Reply | undefined {
    const reply = this.client.run("EVAL", script, 0, ...args);
    return reply instanceof ReplyError
      ? reply.message.replace(/ script: [0-9a-f]{40}, on @user_script:-?\d+\.$/, "")
      : reply;
  }
}
