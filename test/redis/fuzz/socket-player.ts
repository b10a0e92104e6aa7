import { setImmediate as turnOver, setTimeout as sleep } from "node:timers/promises";
import { encodeCommand, type RawConnection } from "../real/raw-connection.ts";
import { CLIENTS } from "./history.ts";
import { PIECE_WHILE_WAITING, type Played, type Player, type Turn } from "./player.ts";
import { TurnLog } from "./turn-log.ts";

/** Plays histories to a server over sockets. A client that waits says nothing until it is answered. */
export class SocketPlayer implements Player {
  readonly name: string;
  readonly #connect: () => Promise<RawConnection>;
  readonly #control: RawConnection;
  #clients: readonly RawConnection[] = [];
  #log = new TurnLog();

  private constructor(name: string, connect: () => Promise<RawConnection>, control: RawConnection) {
    this.name = name;
    this.#connect = connect;
    this.#control = control;
  }

  static async start(name: string, connect: () => Promise<RawConnection>): Promise<SocketPlayer> {
    return new SocketPlayer(name, connect, await connect());
  }

  async play(turns: readonly Turn[]): Promise<Played> {
    const emptied = await this.#control.ask("FLUSHALL");
    if (emptied !== "+OK\r\n") throw new Error(`FLUSHALL: ${emptied}`);
    this.#clients = await Promise.all(Array.from({ length: CLIENTS }, () => this.#connected()));
    this.#log = new TurnLog();
    const played: (readonly string[])[] = [];
    for (const turn of turns) {
      if ("sleepMs" in turn) await this.#rest(turn.sleepMs, played);
      else await this.#turn(turn, played);
    }
    await Promise.all(this.#clients.map((client) => client.close()));
    return played;
  }

  async close(): Promise<void> {
    await Promise.all([this.#control, ...this.#clients].map((connection) => connection.close()));
  }

  /** A connection stands before its server has accepted it: one that was answered is read as soon as the control's. */
  async #connected(): Promise<RawConnection> {
    const connection = await this.#connect();
    await connection.ask("PING");
    return connection;
  }

  /** What comes while nobody speaks belongs to the turn before: a slow machine may be late with that. */
  async #rest(ms: number, played: (readonly string[])[]): Promise<void> {
    await sleep(ms);
    await this.#barrier();
    this.#collect();
    played.push([...(played.pop() ?? []), ...this.#log.take()].sort());
  }

  async #turn(
    { client, commands, mayBlock }: Exclude<Turn, { sleepMs: number }>, played: (readonly string[])[],
  ): Promise<void> {
    const connection = this.#clients[client] as RawConnection;
    for (let start = 0; start < commands.length;) {
      if (this.#log.unanswered(client) > 0) return;
      const somebodyWaits = this.#log.anyWaits;
      const end = somebodyWaits ? Math.min(commands.length, start + PIECE_WHILE_WAITING) : commands.length;
      let bytes = "";
      for (const args of commands.slice(start, end)) {
        bytes += encodeCommand(args);
        this.#log.sent(client, args);
      }
      connection.write(bytes);
      const last = mayBlock && end === commands.length;
      await this.#answers(client, last ? 1 : 0);
      if (last || somebodyWaits || this.#log.anyListens) await this.#barrier();
      this.#collect();
      played.push(this.#log.take());
      start = end;
    }
  }

  /** Until all but so many of the client's commands are answered. */
  async #answers(client: number, but: number): Promise<void> {
    const connection = this.#clients[client] as RawConnection;
    for (;;) {
      this.#collect();
      if (this.#log.unanswered(client) <= but || connection.closed) return;
      await connection.until(1);
    }
  }

  /** When the second reply is there, all replies to what was sent before have been written. */
  async #barrier(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      await this.#control.ask("PING");
      await turnOver();
    }
  }

  #collect(): void {
    for (const [client, connection] of this.#clients.entries())
      for (const reply of connection.take()) this.#log.answered(client, reply);
  }
}
