import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import type { RawConnection } from "../real/raw-connection.ts";
import type { Answers, Play } from "./depth.ts";
import type { Step } from "./step.ts";

/** A conversation with a server behind sockets, which is emptied first. */
export async function converseRaw(
  connect: () => Promise<RawConnection>, steps: readonly Step[], body: (play: Play) => Promise<void>,
): Promise<void> {
  const control = await connect();
  await control.ask("FLUSHALL");
  await control.ask("SCRIPT", "FLUSH");
  const observed = steps.some((step) => step.kind === "command" && OBSERVING.test(step.args[0] as string));
  const conversation = new RawConversation(connect, control, observed);
  try {
    await body((step, due) => conversation.play(step, due));
  } finally {
    await conversation.end();
  }
}

/** Commands that show the commands of others. */
const OBSERVING = /^(monitor|slowlog|info|latency)$/i;
/** How long to wait for answers that are due: longer than a machine stands still. */
const PATIENCE_MS = 10_000;
/** While it is not known what is due: how long to wait for a command's own reply, and then for what others get. */
const REPLY_MS = 300;
const QUIET_MS = 15;

/** A conversation over sockets. A second connection's replies tell when the server is done with a step. */
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

  async play(step: Step, due: number | undefined): Promise<Answers> {
    // A sleep in which something is due has passed when that is there.
    if (step.kind === "sleep" && (due ?? 0) === 0) await sleep(step.ms);
    else if (step.kind === "close") await this.#close(step.client);
    else if (step.kind === "command") (await this.#client(step.client)).send(...step.args);
    if (due === undefined && step.kind === "command") await this.#reply(step);
    if (due !== undefined) await this.#answersDue(due);
    await this.#settle(due);
    return this.#answers();
  }

  async end(): Promise<void> {
    await Promise.all([this.#control, ...this.#clients.values()].map((connection) => connection.close()));
  }

  async #reply({ client: letter, args }: Step & { readonly kind: "command" }): Promise<void> {
    const client = this.#clients.get(letter) as RawConnection;
    if (this.#observed) await Promise.race([client.until(1), sleep(REPLY_MS)]);
    // The server closes some time after its reply.
    if (/^quit$/i.test(args[0] as string)) await Promise.race([client.until(Infinity), sleep(REPLY_MS)]);
  }

  async #answersDue(due: number): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (this.#waiting < due && performance.now() < until) await sleep(1);
  }

  get #waiting(): number {
    return [...this.#clients.values()].reduce((sum, { waiting, closed }) => sum + waiting + (closed ? 1 : 0), 0);
  }

  async #client(letter: string): Promise<RawConnection> {
    const known = this.#clients.get(letter);
    if (known !== undefined) return known;
    const client = await this.#connect();
    this.#clients.set(letter, client);
    // A connection stands before its server has accepted it; another's reply comes no sooner than that.
    if (!this.#observed) await this.#barrier();
    return client;
  }

  async #close(letter: string): Promise<void> {
    await this.#clients.get(letter)?.close();
    this.#clients.delete(letter);
  }

  /** The first reply comes no sooner than the step was executed, the second no sooner than its replies were written. */
  async #settle(due: number | undefined): Promise<void> {
    if (!this.#observed) for (let round = 0; round < 2; round++) await this.#barrier();
    // Somebody else could be told what nobody is due: it takes a moment to see that.
    else if (due === undefined || due === 0) await sleep(QUIET_MS);
    else await turn();
  }

  async #barrier(): Promise<void> {
    if (this.#control.closed) return;
    this.#control.send("PING");
    await this.#control.until(1);
    this.#control.take();
    await turn();
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
