import type { Redis } from "ioredis";
import type { Answers, Play } from "./depth.ts";
import type { Decoded } from "./reply-tree.ts";
import type { Step } from "./step.ts";

/** The world in which clients of the ioredis kind talk to a server. */
export interface ClientWorld {
  connect(): Promise<Redis>;
  sleep(ms: number): Promise<void>;
  /** Waits until everything has been answered that will be. */
  settle(): Promise<void>;
  /** Waits for what is certain to come: only a world whose servers may be slow needs it. */
  until?(holds: () => boolean): Promise<void>;
}

export async function converseByClients(world: ClientWorld, body: (play: Play) => Promise<void>): Promise<void> {
  const conversation = new ClientConversation(world);
  try {
    await body((step, due) => conversation.play(step, due));
  } finally {
    conversation.end();
  }
}

class ClientConversation {
  readonly #world: ClientWorld;
  readonly #clients = new Map<string, Redis>();
  #answers: string[] = [];

  constructor(world: ClientWorld) {
    this.#world = world;
  }

  async play(step: Step, due = 0): Promise<Answers> {
    const { until } = this.#world;
    const isThere = (): boolean => this.#answers.length >= due;
    // A sleep in which something is due has passed when that is there.
    if (step.kind === "sleep" && (due === 0 || until === undefined)) await this.#world.sleep(step.ms);
    else if (step.kind === "sleep") await until?.(isThere);
    else if (step.kind === "close") this.#close(step.client);
    else this.#send(step.client, await this.#client(step.client), step.args);
    await this.#world.settle();
    if (!isThere()) await until?.(isThere);
    const answers = this.#answers;
    this.#answers = [];
    return answers.sort(([left = ""], [right = ""]) => (left < right ? -1 : left > right ? 1 : 0));
  }

  end(): void {
    for (const letter of [...this.#clients.keys()]) this.#close(letter);
  }

  #send(letter: string, client: Redis, [name = "", ...args]: readonly string[]): void {
    // In lower case, HGETALL would be made an object.
    const sent = /^hgetall$/i.test(name) ? name.toUpperCase() : name;
    client.callBuffer(sent, ...args.map((arg) => Buffer.from(arg, "latin1"))).then(
      (reply) => this.#answers.push(`${letter} ${JSON.stringify(plain(reply))}`),
      (error: Error) => {
        if (this.#clients.has(letter)) this.#answers.push(`${letter} ${JSON.stringify({ error: error.message })}`);
      });
  }

  async #client(letter: string): Promise<Redis> {
    let client = this.#clients.get(letter);
    if (client === undefined) this.#clients.set(letter, (client = await this.#world.connect()));
    return client;
  }

  #close(letter: string): void {
    const client = this.#clients.get(letter);
    this.#clients.delete(letter);
    client?.disconnect();
  }
}

/** A reply with its Buffers as binary strings. */
function plain(reply: unknown): Decoded {
  if (Buffer.isBuffer(reply)) return reply.toString("latin1");
  if (reply instanceof Error) return { error: reply.message };
  return Array.isArray(reply) ? reply.map(plain) : (reply as Decoded);
}
