import { RandomStream } from "../../../src/kernel/random.ts";
import type { Reply } from "../../../src/redis/server/reply.ts";
import type { Compat } from "../../../src/redis/server/compat.ts";
import type { RedisServer } from "../../../src/redis/server/server.ts";
import type { Session } from "../../../src/redis/server/session.ts";
import { modelRedis } from "../../../src/redis/model-redis.ts";
import type { Answers, Depth, Play } from "./depth.ts";
import { ReplyEncoder } from "./reply-encoder.ts";
import type { Step } from "./step.ts";

const START_US = 1_700_000_000_000_000;

/** The model called directly, on a clock that stands still between sleeps. */
export class ModelDepth implements Depth {
  readonly name = "model";
  readonly form = "bytes";
  readonly compat: Compat;

  constructor(compat: Compat) {
    this.compat = compat;
  }

  async converse(_steps: readonly Step[], body: (play: Play) => Promise<void>): Promise<void> {
    const conversation = new ModelConversation(this.compat);
    await body(async (step) => conversation.play(step));
  }

  async close(): Promise<void> {}
}

interface Client {
  readonly session: Session;
  readonly replies: string[];
  /** Commands that came while it was blocked. */
  readonly held: (readonly string[])[];
}

class ModelConversation {
  readonly #server: RedisServer;
  readonly #clients = new Map<string, Client>();
  readonly #encoder: ReplyEncoder;
  #nowUs = START_US;

  constructor(compat: Compat) {
    this.#encoder = new ReplyEncoder(compat);
    const random = new RandomStream(1, "redis");
    this.#server = modelRedis({ compat, startedAtUs: START_US, random: () => random.word() });
  }

  play(step: Step): Answers {
    // Time moves a little with each command, as it does for a real server.
    this.#nowUs += step.kind === "sleep" ? step.ms * 1_000 : 100;
    if (step.kind === "sleep") {
      this.#advance();
      this.#goOn();
      return this.#answers();
    }
    if (step.kind === "close") this.#close(step.client);
    else this.#send(step.client, step.args);
    this.#server.advance(this.#nowUs);
    this.#goOn();
    return this.#answers();
  }

  /** In the order of deadlines, so that each is answered at its time. */
  #advance(): void {
    for (let due = this.#server.deadlineMs * 1_000; due < this.#nowUs; due = this.#server.deadlineMs * 1_000)
      this.#server.advance(due);
    this.#server.advance(this.#nowUs);
  }

  #send(letter: string, args: readonly string[]): void {
    const client = this.#client(letter);
    if (this.#server.blocked.includes(client.session)) client.held.push(args);
    else this.#apply(client, args);
  }

  #apply(client: Client, args: readonly string[]): void {
    const reply = this.#server.apply(client.session, args, this.#nowUs);
    if (reply !== undefined) client.replies.push(this.#encoder.bytes(reply, client.session.protocol));
  }

  /** Those that are no longer blocked execute what they held. */
  #goOn(): void {
    for (const client of this.#clients.values()) {
      while (client.held.length > 0 && !this.#server.blocked.includes(client.session))
        this.#apply(client, client.held.shift() ?? []);
    }
  }

  #client(letter: string): Client {
    let client = this.#clients.get(letter);
    if (client === undefined) {
      const replies: string[] = [];
      const session: Session = this.#server.connect({
        deliver: (reply: Reply) => replies.push(this.#encoder.bytes(reply, session.protocol)),
      });
      this.#clients.set(letter, (client = { session, replies, held: [] }));
    }
    return client;
  }

  #close(letter: string): void {
    const client = this.#clients.get(letter);
    if (client !== undefined) this.#server.disconnect(client.session);
    this.#clients.delete(letter);
  }

  #answers(): Answers {
    const answers: string[] = [];
    for (const [letter, { session, replies }] of [...this.#clients].sort(([left], [right]) =>
      left < right ? -1 : 1,
    )) {
      for (const reply of replies.splice(0)) answers.push(`${letter} ${reply}`);
      if (session.closed) {
        answers.push(`${letter} closed`);
        this.#clients.delete(letter);
      }
    }
    return answers;
  }
}
