import { RandomStream } from "../../../src/kernel/random.ts";
import type { Compat } from "../../../src/redis/server/compat.ts";
import { modelRedis } from "../../../src/redis/model-redis.ts";
import { ReplyEncoder } from "../conformance/reply-encoder.ts";
import type { Session } from "../../../src/redis/server/session.ts";
import { CLIENTS } from "./history.ts";
import { PIECE_WHILE_WAITING, type Played, type Player, type Turn } from "./player.ts";
import { TurnLog } from "./turn-log.ts";

/** Plays histories to the model by calling it. */
export class ModelPlayer implements Player {
  readonly name: string;
  readonly #compat: Compat;
  readonly #startUs: number;

  /** `startUs`: Unix time at which each history begins; that of the server it is compared with, for what expires. */
  constructor(compat: Compat, startUs: number) {
    this.#compat = compat;
    this.#startUs = startUs;
    this.name = `model ${compat}`;
  }

  async play(turns: readonly Turn[]): Promise<Played> {
    const random = new RandomStream(1, "redis");
    const server = modelRedis({ compat: this.#compat, startedAtUs: this.#startUs, random: () => random.word() });
    const encoder = new ReplyEncoder(this.#compat);
    const log = new TurnLog();
    const sessions = Array.from({ length: CLIENTS }, (_, client) => {
      const session: Session = server.connect({
        deliver: (reply) => log.answered(client, encoder.bytes(reply, session.protocol)),
      });
      return session;
    });
    const played: (readonly string[])[] = [];
    let nowUs = this.#startUs;
    for (const turn of turns) {
      if ("sleepMs" in turn) {
        nowUs += turn.sleepMs * 1_000;
        server.advance(nowUs);
        played.push([...(played.pop() ?? []), ...log.take()].sort());
        continue;
      }
      const session = sessions[turn.client] as Session;
      for (let start = 0; start < turn.commands.length && log.unanswered(turn.client) === 0;) {
        const end = log.anyWaits ? Math.min(turn.commands.length, start + PIECE_WHILE_WAITING) : turn.commands.length;
        for (; start < end; start++) {
          const args = turn.commands[start] as readonly string[];
          log.sent(turn.client, args);
          const reply = server.apply(session, args, (nowUs += 10));
          if (reply !== undefined) log.answered(turn.client, encoder.bytes(reply, session.protocol));
        }
        played.push(log.take());
      }
    }
    return played;
  }

  async close(): Promise<void> {}
}
