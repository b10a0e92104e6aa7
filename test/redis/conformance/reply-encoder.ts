import { ReplyWriter } from "../../../src/redis/resp/reply-writer.ts";
import type { Compat } from "../../../src/redis/server/compat.ts";
import type { Reply } from "../../../src/redis/server/reply.ts";

/** Replies of one model server as the bytes that it would send, in a binary string. */
export class ReplyEncoder {
  readonly #writer: ReplyWriter;

  constructor(compat: Compat) {
    this.#writer = new ReplyWriter(compat);
  }

  bytes(reply: Reply, protocol: 2 | 3): string {
    this.#writer.write(reply, protocol);
    const bytes = this.#writer.written.toString("latin1");
    this.#writer.clear(false);
    return bytes;
  }
}
