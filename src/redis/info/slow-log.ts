import { Condition } from "../admission/condition.ts";
import type { Bytes } from "../server/bytes.ts";
import type { CommandSpec, ServerState } from "../server/command.ts";
import type { Session } from "../server/session.ts";

export interface SlowCommand {
  readonly id: number;
  readonly at: number;
  readonly us: number;
  readonly args: readonly Bytes[];
  readonly address: string;
  readonly name: Bytes;
}

const MOST_ARGUMENTS = 32;
const LONGEST_ARGUMENT = 128;

/** Commands that took long, newest first, and the latency events that LATENCY tells of. Only DEBUG SLEEP takes time. */
export class SlowLog {
  readonly #server: ServerState;
  readonly #condition: Condition;
  #entries: SlowCommand[] = [];
  #nextId = 0;
  #spentUs = 0;
  #thresholdUs: number;
  #threshold: number;
  /** Samples of `command` events: Unix seconds and ms. */
  #samples: { readonly at: number; ms: number }[] = [];

  constructor(server: ServerState) {
    this.#server = server;
    this.#condition = server.part(Condition);
    const { config } = server;
    this.#thresholdUs = config.number("slowlog-log-slower-than");
    this.#threshold = config.number("latency-monitor-threshold");
    config.changed.push(() => {
      this.#thresholdUs = config.number("slowlog-log-slower-than");
      this.#threshold = config.number("latency-monitor-threshold");
      this.#entries.length = Math.min(this.#entries.length, config.number("slowlog-max-len"));
    });
    server.listeners.executed.push(({ session }, spec, args) => this.#executed(session, spec, args));
  }

  get entries(): readonly SlowCommand[] {
    return this.#entries;
  }

  get samples(): readonly { readonly at: number; readonly ms: number }[] {
    return this.#samples;
  }

  clear(): void {
    this.#entries = [];
  }

  /** How many events had samples. */
  clearSamples(): number {
    const events = this.#samples.length > 0 ? 1 : 0;
    this.#samples = [];
    return events;
  }

  #executed(session: Session, spec: CommandSpec, args: readonly Bytes[]): void {
    const us = this.#condition.spentUs - this.#spentUs;
    if (us > 0) this.#spent(us);
    if (this.#thresholdUs < 0 || us < this.#thresholdUs || spec.flags.includes("skip_slowlog")) return;
    this.#entries.unshift({
      id: this.#nextId++, at: Math.floor(this.#server.nowMs / 1_000), us, args: shorten(args), address: session.address,
      name: session.name,
    });
    this.#entries.length = Math.min(this.#entries.length, this.#server.config.number("slowlog-max-len"));
  }

  #spent(us: number): void {
    this.#spentUs += us;
    const ms = Math.floor(us / 1_000);
    if (this.#threshold === 0 || ms < this.#threshold) return;
    const at = Math.floor(this.#server.nowMs / 1_000);
    const last = this.#samples.at(-1);
    if (last?.at === at) last.ms = Math.max(last.ms, ms);
    else this.#samples.push({ at, ms });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }
}

const SAMPLES = 160;

function shorten(args: readonly Bytes[]): readonly Bytes[] {
  const shown = args.length > MOST_ARGUMENTS ? args.slice(0, MOST_ARGUMENTS - 1) : args;
  const words = shown.map((arg) => arg.length <= LONGEST_ARGUMENT
    ? arg : `${arg.slice(0, LONGEST_ARGUMENT)}... (${arg.length - LONGEST_ARGUMENT} more bytes)`);
  return shown.length === args.length ? words : [...words, `... (${args.length - shown.length} more arguments)`];
}
