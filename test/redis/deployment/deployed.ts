import { Decisions, type Override } from "../../../src/kernel/decisions.ts";
import { Deployment, type DeploymentOptions } from "../../../src/redis/deployment/deployment.ts";
import type { NodeConnection } from "../../../src/redis/deployment/node-connection.ts";
import { CommandStream } from "../../../src/redis/persistence/command-stream.ts";
import { LogPlayer } from "../../../src/redis/persistence/log-player.ts";
import { modelRedis } from "../../../src/redis/model-redis.ts";
import { bytesOfText, type Bytes } from "../../../src/redis/server/bytes.ts";
import type { Reply } from "../../../src/redis/server/reply.ts";
import type { RedisServer } from "../../../src/redis/server/server.ts";
import { EPOCH_UNIX_MS, simulated, type Simulated } from "../../support/simulated.ts";
import { comparable } from "../persistence/server-contents.ts";

export interface Committed {
  readonly db: number;
  readonly commands: readonly (readonly Bytes[])[];
}

export interface DeployedOptions extends Partial<Omit<DeploymentOptions, "scheduler" | "decisions" | "epochUnixMs">> {
  readonly seed?: number;
  readonly faults?: "all" | readonly string[];
  readonly tape?: readonly Override[];
}

/** A deployment on simulated time, with a log of all that its master was told to do. */
export function deployed(options: DeployedOptions = {}) {
  const world = simulated();
  const { seed = 1, faults = [], tape = [], ...rest } = options;
  const deployment = new Deployment({
    compat: "7.2", persistence: { kind: "none" }, ...rest,
    scheduler: world.scheduler, decisions: new Decisions(seed, { enabled: faults, tape }), epochUnixMs: EPOCH_UNIX_MS,
  });
  const log: Committed[] = [];
  deployment.onCommitted((_node, db, commands) => log.push({ db, commands }));
  return { world, deployment, log, client: (endpoint = "master") => new Client(world, deployment, endpoint) };
}

/** A client without a network: what it sends arrives at once. */
export class Client {
  readonly replies: (Reply | undefined)[] = [];
  readonly delivered: Reply[] = [];
  closed = 0;
  readonly #world: Simulated;
  readonly #deployment: Deployment;
  readonly #endpoint: string;
  #connection: NodeConnection | undefined;
  refusals: ("refused" | "silence")[] = [];

  constructor(world: Simulated, deployment: Deployment, endpoint: string) {
    this.#world = world;
    this.#deployment = deployment;
    this.#endpoint = endpoint;
  }

  /** Sends a command, connecting first when there is no connection. */
  send(...words: readonly (string | number)[]): void {
    if (this.#connection === undefined) {
      const connection = this.#deployment.endpoint(this.#endpoint).connect({
        deliver: (reply) => this.delivered.push(reply),
        closed: () => {
          this.closed++;
          this.#connection = undefined;
        },
      });
      if (typeof connection === "string") {
        this.refusals.push(connection);
        return;
      }
      this.#connection = connection;
    }
    this.#connection.submit(words.map((word) => bytesOfText(String(word))), (reply) => this.replies.push(reply));
  }

  sendAt(at: number, ...words: readonly (string | number)[]): void {
    const site = this.#world.scheduler.sites.id("test.client");
    this.#world.scheduler.at(at, site, () => this.send(...words));
  }
}

/** Later than everything that happens in these tests: every time to live that they set has passed. */
const LATE_US = (EPOCH_UNIX_MS + 3_600_000) * 1_000;

/** What a server holds once every time to live is over. */
export function lasting(server: RedisServer): string {
  server.advance(LATE_US);
  return comparable(server);
}

/** What a server holds that has executed the first `count` of what was committed. */
export function replayed(log: readonly Committed[], count: number): string {
  const server = modelRedis({ compat: "7.2", random: () => 0, startedAtUs: LATE_US });
  const player = new LogPlayer(server);
  server.part(CommandStream).replaying(() => {
    player.playLog(log.slice(0, count).flatMap(({ db, commands }) => [["SELECT", String(db)], ...commands]));
  });
  return lasting(server);
}

/** How many of the committed commands a server has, if what it holds is what some prefix of them leads to. */
export function survivingPrefix(log: readonly Committed[], contents: string): number | undefined {
  for (let count = log.length; count >= 0; count--) if (replayed(log, count) === contents) return count;
  return undefined;
}
