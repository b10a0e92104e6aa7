import { fork, type ChildProcess } from "node:child_process";
import type { LaneReply, LaneRequest, Round } from "./lane.ts";

/** Longer than any single round of any contender. */
const PATIENCE_MS = 240_000;

interface LaneIdentity {
  readonly contender: string;
  readonly heat: string;
  readonly nodeOptions: readonly string[];
}

/** The parent's side of a lane: a child process that is idle except while its round is asked for. */
export class LaneProcess {
  readonly #name: string;
  readonly #child: ChildProcess;
  #waiter: { resolve(reply: LaneReply): void; reject(error: Error): void } | undefined;

  private constructor(name: string, child: ChildProcess) {
    this.#name = name;
    this.#child = child;
    child.on("message", (reply: LaneReply) => this.#settle(reply));
    child.on("exit", (code, signal) => this.#abandon(`ended with ${signal ?? `exit code ${String(code)}`}`));
  }

  /** Starts `script` once more, as contender `contender` of heat `heat`. */
  static async start(script: string, { contender, heat, nodeOptions }: LaneIdentity): Promise<LaneProcess> {
    const child = fork(script, ["--lane", contender, "--heat", heat], {
      execArgv: [...process.execArgv, ...nodeOptions],
    });
    const lane = new LaneProcess(`${contender} (${heat})`, child);
    await lane.#reply();
    return lane;
  }

  async round(operations: number): Promise<Round> {
    this.#send({ kind: "run", operations });
    const reply = await this.#reply();
    if (reply.kind !== "round") throw new Error(`${this.#name}: answered ${reply.kind} to a round`);
    return reply.round;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || !this.#child.connected) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#send({ kind: "close" });
    const grace = setTimeout(() => this.#child.kill("SIGKILL"), 2_000);
    await ended;
    clearTimeout(grace);
  }

  #send(request: LaneRequest): void {
    this.#child.send(request);
  }

  #reply(): Promise<LaneReply> {
    return new Promise((resolve, reject) => {
      const overdue = setTimeout(() => this.#abandon(`gave no answer in ${PATIENCE_MS / 1_000} s`), PATIENCE_MS);
      this.#waiter = {
        resolve: (reply) => {
          clearTimeout(overdue);
          resolve(reply);
        },
        reject: (error) => {
          clearTimeout(overdue);
          reject(error);
        },
      };
    });
  }

  #settle(reply: LaneReply): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (reply.kind === "failed") waiter?.reject(new Error(`${this.#name}: ${reply.error}`));
    else waiter?.resolve(reply);
  }

  #abandon(how: string): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.reject(new Error(`${this.#name}: ${how}`));
    if (this.#child.exitCode === null) this.#child.kill("SIGKILL");
  }
}
