import { WavetankError } from "../../kernel/error.ts";
import type { Duration } from "../../kernel/time.ts";
import type { EntryId } from "../entry-id.ts";
import { LIVES } from "../epoch.ts";
import type { BusTally } from "../message-bus/bus-tally.ts";
import { HeartbeatPublisher } from "../message-bus/heartbeat-publisher.ts";
import { GroupIncoming, TailIncoming, type IncomingOptions } from "../message-bus/incoming.ts";
import type { MessageBus } from "../message-bus/message-bus.ts";
import { StreamBacking, type DrainReport } from "../message-bus/stream-backing.ts";
import type { Side } from "../switch/live-switch.ts";
import type { TopicRoutes } from "../topics/topic-routes.ts";
import type { WireOptions } from "../wire/batch-sender.ts";
import { priorityRule } from "../wire/foreign-priority.ts";
import { PayloadCodec } from "../wire/payload-codec.ts";
import type { BusPlan } from "./bus-plan.ts";
import { withDeadline } from "./deadline.ts";
import type { BusConnection, BusPorts, ServerFacts } from "./ports.ts";

export interface SideOptions<T> {
  readonly bus: MessageBus<T>;
  readonly plan: BusPlan;
  readonly ports: BusPorts<T>;
  readonly tally: BusTally;
  readonly routes: TopicRoutes;
  readonly producer: string;
  readonly consumer: string | undefined;
  readonly wire: WireOptions | undefined;
  readonly connectLimit: Duration;
  readonly drainLimit: Duration;
  /** Told that a side can send nothing any more. Must not call back into it. */
  readonly onEnd: (side: EnhancedSide<T>, reason: WavetankError) => void;
  /** How far external streams have been read, over all sides of a bus. */
  readonly cursors: Map<string, EntryId>;
}

/** MINID and XAUTOCLAIM came with it. */
const OLDEST_VERSION = [6, 2] as const;

/**
 * Everything of an enhanced bus that a standard one has not: the way out, the ways in, the heartbeat, the connections.
 */
export class EnhancedSide<T> implements Side<T> {
  readonly kind = "enhanced";
  readonly backing: StreamBacking<T>;
  readonly plan: BusPlan;
  readonly #options: SideOptions<T>;
  readonly #connections: readonly BusConnection[];
  readonly #incoming: readonly (TailIncoming<T> | GroupIncoming<T>)[];
  readonly #heartbeat: HeartbeatPublisher | undefined;

  private constructor(options: SideOptions<T>, connections: readonly BusConnection[]) {
    const { plan, ports: { clock, draw, epochUnixMs, onFault, serializer }, tally, producer, wire, onEnd } = options;
    const [{ store }] = connections as [BusConnection];
    this.#options = options;
    this.plan = plan;
    this.#connections = connections;
    this.backing = new StreamBacking({
      client: {
        config: plan.config, clock, store, producer, epochs: store, life: draw(LIVES), probe: tally.producer,
        jitter: draw, onFault,
        ...(wire === undefined ? {} : { wire }),
        onHealth: ({ state, reason }) => {
          if (state === "fenced" || state === "gave-up")
            onEnd(this, new WavetankError(state === "fenced" ? "E_FENCED" : "E_UNREACHABLE", reason));
        },
      },
      manager: { store, epochUnixMs, probe: tally.streams },
      streamPerTopic: plan.streamPerTopic,
      serializer: serializer(new PayloadCodec(plan.codec)),
    });
    this.#incoming = incomingOf(options, connections);
    this.#heartbeat = plan.heartbeat === undefined ? undefined : new HeartbeatPublisher({
      clock, epochUnixMs, interval: plan.heartbeat,
      publish: (publication) => {
        tally.counts.heartbeats++;
        this.backing.publish(publication);
      },
    });
  }

  /**
   * Connects, looks at the server, and tries whether it lets a producer write: by an epoch for nobody, since that of
   * this producer would fence the side before, which may have something to send. What was opened is closed when any of
   * it fails.
   *
   * @throws {WavetankError} E_CONFIG, E_SERVER @throws {StoreError}
   */
  static async open<T>(options: SideOptions<T>): Promise<EnhancedSide<T>> {
    assertPossible(options);
    const { plan, ports, producer, consumer, connectLimit } = options;
    const connections: BusConnection[] = [];
    try {
      // Reads that block would hold up each other on one connection.
      for (let count = consumer === undefined ? 1 : 2; count > 0; count--) {
        const connection = await connected(options);
        connections.push(connection);
        assertUsable(connection.server);
      }
      const [{ store }] = connections as [BusConnection];
      await withDeadline(
        ports.clock, connectLimit, "bus.connect", store.takeEpoch(plan.config.stream, `${producer}#trial`),
      );
      return new EnhancedSide(options, connections);
    } catch (error) {
      for (const connection of connections) await connection.close();
      throw error;
    }
  }

  begin(): void {
    this.backing.begin();
    for (const incoming of this.#incoming) incoming.begin();
    this.#heartbeat?.begin();
  }

  async end(): Promise<DrainReport> {
    this.#heartbeat?.end();
    const ended = Promise.all(this.#incoming.map((incoming) => incoming.end()));
    const report = await this.backing.drain(this.#options.drainLimit);
    await ended;
    for (const connection of this.#connections) await connection.close();
    return report;
  }
}

function incomingOf<T>(
  options: SideOptions<T>, connections: readonly BusConnection[],
): (TailIncoming<T> | GroupIncoming<T>)[] {
  const { bus, plan, ports, tally, routes, producer, consumer, cursors } = options;
  const [first, second] = connections;
  const common: IncomingOptions<T> = {
    bus, clock: ports.clock, tally, own: new Set([producer]), onFault: ports.onFault,
    priorityRule: priorityRule(routes),
  };
  const incoming: (TailIncoming<T> | GroupIncoming<T>)[] = [];
  if (first !== undefined && plan.externalStreams.length > 0) {
    incoming.push(new TailIncoming({ ...common, store: first.store, streams: plan.externalStreams, cursors }));
  }
  if (second !== undefined && consumer !== undefined) {
    incoming.push(new GroupIncoming({ ...common, store: second.store, config: plan.config, consumer }));
  }
  return incoming;
}

/** What each is right alone and cannot go together. @throws {WavetankError} E_CONFIG */
function assertPossible<T>({ plan, wire = plan.config.wire, consumer }: SideOptions<T>): void {
  const { streamPerTopic, externalStreams, config } = plan;
  if (streamPerTopic && (wire.layout === "packed" || wire.fenced)) {
    throw impossible(
      "a stream for each topic, and entries that are packed or fenced", "one stream for all: streamPerTopic false",
    );
  }
  if (streamPerTopic && consumer !== undefined) {
    throw impossible(
      "a stream for each topic, and a consumer of the group", "one stream for all: streamPerTopic false",
    );
  }
  const isNameless = wire.layout === "nautilus-v1" || wire.layout === "nautilus-rust";
  const echoes = externalStreams.filter((stream) => stream === config.stream || stream.startsWith(`${config.stream}:`));
  if (isNameless && (consumer !== undefined || echoes.length > 0)) {
    throw impossible(
      `the layout ${wire.layout}, which does not say who wrote, and reading ${echoes[0] ?? config.stream}, which this bus writes`,
      "the layout enhanced or packed, or streams of others: the bus would take its own messages for somebody else's",
    );
  }
}

const impossible = (found: string, expected: string): WavetankError =>
  new WavetankError("E_CONFIG", `the configuration asks for ${found}`, { expected });

/** @throws {WavetankError} E_SERVER */
function assertUsable(server: ServerFacts | undefined): void {
  if (server === undefined) return;
  const [major = 0, minor = 0] = server.version.split(".").map(Number);
  if (major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1])) {
    throw new WavetankError("E_SERVER", `the server is of version ${server.version.slice(0, 20)}`, {
      expected: `${OLDEST_VERSION.join(".")} or later`,
    });
  }
  if (server.role === "replica") {
    throw new WavetankError("E_SERVER", "the server is a replica, which takes no writes", {
      hint: "connect to the master",
    });
  }
}

async function connected<T>(options: SideOptions<T>): Promise<BusConnection> {
  const { ports, plan, connectLimit } = options;
  const connecting = ports.connect(plan.database);
  try {
    return await withDeadline(ports.clock, connectLimit, "bus.connect", connecting);
  } catch (error) {
    // Too late is not never: what comes now is closed.
    connecting.then((late) => late.close(), () => undefined).catch(ports.onFault);
    throw error;
  }
}
