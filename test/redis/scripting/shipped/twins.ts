import { expect } from "vitest";
import { NativeScripts } from "../../../../src/redis/scripting/native-scripts.ts";
import type { Bytes } from "../../../../src/redis/server/bytes.ts";
import type { Reply } from "../../../../src/redis/server/reply.ts";
import { DirectServer, type DirectClient } from "../../server/direct-client.ts";
import { wordsOf } from "../../../../src/redis/server/logged-command.ts";

interface Twin {
  readonly direct: DirectServer;
  readonly client: DirectClient;
  readonly propagated: (readonly (readonly Bytes[])[])[];
}

function twin(native: boolean): Twin {
  const direct = new DirectServer("7.2");
  direct.server.part(NativeScripts).enabled = native;
  const propagated: (readonly (readonly Bytes[])[])[] = [];
  direct.server.listeners.propagated.push((_db, commands) => propagated.push(commands.map(wordsOf)));
  return { direct, client: direct.client(), propagated };
}

/** Two servers that are sent the same, of which one runs the bus's scripts natively and the other runs them in Lua. */
export class Twins {
  readonly #twins = [twin(true), twin(false)] as const;

  /** The reply, which must be the same of both, as must be what they propagate. */
  run(...args: (string | number)[]): Reply | undefined {
    const [native, lua] = this.#twins.map(({ client }) => client.run(...args));
    expect(native).toEqual(lua);
    expect(this.#twins[0].propagated).toEqual(this.#twins[1].propagated);
    return native;
  }

  sleep(ms: number): void {
    for (const { direct } of this.#twins) direct.sleep(ms);
  }
}
