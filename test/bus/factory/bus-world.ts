import { createMessageBus } from "../../../src/bus/factory.ts";
import type { BusFailure } from "../../../src/bus/factory/bus-failure.ts";
import type { ManagedMessageBus } from "../../../src/bus/factory/managed-message-bus.ts";
import type { BusConnection, BusPorts, Connect, CreateOptions, ServerFacts } from "../../../src/bus/factory/ports.ts";
import type { ConsumedMessage } from "../../../src/bus/message.ts";
import type { BusProblem } from "../../../src/bus/message-bus/problem.ts";
import type { BusSerializer } from "../../../src/bus/message-bus/backing.ts";
import type { StreamStore } from "../../../src/bus/store.ts";
import { EntryReader } from "../../../src/bus/wire/entry-reader.ts";
import { PayloadCodec } from "../../../src/bus/wire/payload-codec.ts";
import { EPOCH_UNIX_MS, modelRedis, simulated } from "../../support/simulated.ts";
import { ModelTail } from "./model-tail.ts";

export interface WorldOptions {
  readonly seed?: number;
  readonly faults?: readonly string[];
}

/** What a node of the world may have otherwise. */
export interface NodeOptions extends CreateOptions<string> {
  readonly traderId?: string;
  readonly ports?: Partial<BusPorts<string>>;
}

const codec = new PayloadCodec({ encoding: "msgpack" });

/** Messages are texts. What is before a colon is the type; without a colon it is `Text`. */
export const textSerializer = (own: PayloadCodec): BusSerializer<string> => ({
  typeOf: (message) =>
    message.startsWith("private") ? undefined : message.includes(":") ? message.split(":")[0] : "Text",
  serialize: (message) => own.encode(message),
  deserialize: (_type, payload, encoding) => String(codec.decode(payload, encoding)),
});

/** Nodes with a bus each, and a model deployment that they share, in virtual time. */
export function busWorld(options: WorldOptions = {}) {
  const world = simulated();
  const redis = modelRedis(world, options);
  const open = new Set<BusConnection>();
  const stores: StreamStore[] = [];
  const failures: BusFailure[] = [];
  const problems: BusProblem[] = [];
  const connectAs =
    (node: string, server: ServerFacts | undefined = { version: "7.2.4", role: "master" }): Connect =>
    async () => {
      const store = redis.store(`${node}-${stores.length}`);
      stores.push(store);
      const tail = new ModelTail(world, redis);
      const connection: BusConnection = {
        store: Object.assign(store, { readAfter: tail.readAfter.bind(tail), lastId: tail.lastId.bind(tail) }), server,
        close: async () => void open.delete(connection),
      };
      open.add(connection);
      return connection;
    };
  const portsOf = ({ traderId = "TRADER-001", ports }: NodeOptions): BusPorts<string> => ({
    identity: { traderId, instanceId: "i1" }, clock: world.clock, epochUnixMs: EPOCH_UNIX_MS,
    connect: connectAs(traderId), serializer: textSerializer, draw: () => 0, onFault: world.fail,
    ...ports,
  });
  const create = (config: unknown, node: NodeOptions = {}): Promise<ManagedMessageBus<string>> =>
    createMessageBus(config, portsOf(node), {
      onFailure: (failure) => void failures.push(failure),
      ...node,
      bus: { onProblem: (problem) => void problems.push(problem), ...node.bus },
    });
  /** Plays a story to its end. */
  const play = async (story: () => void | Promise<void>): Promise<void> => {
    let end: { readonly error?: unknown } | undefined;
    await world.run(undefined, () => {
      Promise.resolve(story()).then(() => (end = {}), (error: unknown) => {
        end = { error };
        world.fail(error);
      });
    });
    if (end === undefined) throw new Error("the world came to an end before the story did");
    if ("error" in end) throw end.error;
  };
  const read = (stream: string): readonly ConsumedMessage[] => {
    const reader = new EntryReader(stream);
    return new ModelTail(world, redis).entries(stream).flatMap((entry) => reader.read(entry));
  };
  return {
    world, redis, open, failures, problems, create, portsOf, connectAs, play, read,
    sleep: (time: number): Promise<void> => world.clock.sleep(time, "test"),
    textOf: ({ payload, encoding }: ConsumedMessage): string => String(codec.decode(payload, encoding)),
  };
}
