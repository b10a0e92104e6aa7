import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import type { RawConnection } from "../real/raw-connection.ts";
import type { Answers, Play } from "./depth.ts";
import type { Step } from "./step.ts";

/** A conversation with a server behind sockets, which is emptied first. */
export async function converseRaw(connect: () => Promise<RawConnection>, steps: readonly Step[], body: (play: Play) => Promise<void>): Promise<void> {
  const control = await connect();
  await control.ask("FLUSHALL");
  await control.ask("SCRIPT", "FLUSH");
  const observed = steps.some((step) => step.kind === "command" && OBSERVING.test(step.args[0] as string));
  const conversation = new RawConversation(connect, control, observed);
  try {
    await body((step) => conversation.play(step));
  } finally {
    await conversation.end();
  }
}

/** A conversation over sockets. A second connection's replies tell when the server is done with a step. */
/** Commands that show the commands of others. */
const OBSERVING = /^(monitor|slowlog|info|latency)$/i;
/** How long to wait for a command's own reply, and then for what others get. */
const PATIENCE_MS = 300;
const QUIET_MS = 15;

class RawConversation {
  readonly #connect: () => Promise<RawConnection>;
  readonly #control: RawConnection;
  readonly #observed: boolean;
  readonly #clients = new Map<string, RawConnection>();

  constructor(connect: () => Promise<RawConnection>, control: RawConnection, observed: boolean) {
    this.#observed = observed;
    this.#connect = connect;
    this.#control = control;
  }

  async play(step: Step): Promise<Answers> {
    if (step.kind === "sleep") await sleep(step.ms);
    else if (step.kind === "close") await this.#close(step.client);
    else await this.#send(await this.#client(step.client), step.args);
    await this.#settle();
    return this.#answers();
  }

  async end(): Promise<void> {
    await Promise.all([this.#control, ...this.#clients.values()].map((connection) => connection.close()));
  }

  async #send(client: RawConnection, args: readonly string[]): Promise<void> {
    client.send(...args);
    if (this.#observed) await Promise.race([client.until(1), sleep(PATIENCE_MS)]);
    // The server closes some time after its reply.
    if (/^quit$/i.test(args[0] as string)) await Promise.race([client.until(Infinity), sleep(PATIENCE_MS)]);
  }

  async #client(letter: string): Promise<RawConnection> {
    let client = this.#clients.get(letter);
    if (client === undefined) this.#clients.set(letter, (client = await this.#connect()));
    return client;
  }

  async #close(letter: string): Promise<void> {
    await this.#clients.get(letter)?.close();
    this.#clients.delete(letter);
  }

  /** The first reply comes no sooner than the step was executed, the second no sooner than its replies were written. */
  async #settle(): Promise<void> {
    if (this.#observed) {
      await sleep(QUIET_MS);
      return;
    }
    for (let round = 0; round < 2 && !this.#control.closed; round++) {
      this.#control.send("PING");
      await this.#control.until(1);
      this.#control.take();
      await turn();
    }
  }

  #answers(): Answers {
    const answers: string[] = [];
    for (const [letter, client] of [...this.#clients].sort(([left], [right]) => (left < right ? -1 : 1))) {
      for (const reply of client.take()) answers.push(`${letter} ${reply}`);
      if (client.closed) {
        answers.push(`${letter} closed`);
        this.#clients.delete(letter);
      }
    }
    return answers;
  }
}
