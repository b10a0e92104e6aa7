import { settled } from "./volatile.ts";

/** A command whose answer has not come yet, or not all of it. */
interface Unanswered {
  readonly args: readonly string[];
  confirmations: number;
}

/** `+subscribe` and its kin answer once for each channel. */
const SUBSCRIBING = /^[ps]?(un)?subscribe$/i;
const CONFIRMATION = /^[*>]3\r\n\$\d+\r\n[ps]?(un)?subscribe\r\n/;
const MESSAGE = /^[*>][34]\r\n\$\d+\r\n[ps]?message\r\n/;

/** What came back in one turn: every reply with its client, each client's in order, settled. */
export class TurnLog {
  readonly #unanswered = new Map<number, Unanswered[]>();
  readonly #entries: (readonly [client: number, args: readonly string[], reply: string])[] = [];
  #anyListens = false;

  sent(client: number, args: readonly string[]): void {
    const queue = this.#unanswered.get(client);
    const command = { args, confirmations: 0 };
    if (queue === undefined) this.#unanswered.set(client, [command]);
    else queue.push(command);
  }

  /** The client's next reply: a message, or an answer to the oldest of its commands that has none. */
  answered(client: number, reply: string): void {
    if (MESSAGE.test(reply)) {
      this.#entries.push([client, [""], reply]);
      return;
    }
    const queue = this.#unanswered.get(client) ?? [];
    const command = queue[0];
    this.#entries.push([client, command?.args ?? [""], reply]);
    if (command === undefined || !this.#confirms(command, reply)) queue.shift();
  }

  /** The reply is one of several to the command, and not the last. */
  #confirms(command: Unanswered, reply: string): boolean {
    if (!SUBSCRIBING.test(command.args[0] as string) || !CONFIRMATION.test(reply)) return false;
    this.#anyListens = true;
    return ++command.confirmations < command.args.length - 1;
  }

  /** How many of the client's commands are not answered. */
  unanswered(client: number): number {
    return this.#unanswered.get(client)?.length ?? 0;
  }

  get anyWaits(): boolean {
    for (const queue of this.#unanswered.values()) if (queue.length > 0) return true;
    return false;
  }

  /** Messages may come to clients that said nothing. */
  get anyListens(): boolean {
    return this.#anyListens;
  }

  take(): string[] {
    return this.#entries.splice(0).sort(([left], [right]) => left - right)
      .map(([client, args, reply]) => `${client} ${settled(args, reply)}`);
  }
}
