import { formatEntryId, type EntryId } from "../../bus/entry-id.ts";
import type { StoreError, StreamCursor, StreamEntry, StreamTail, TailRequest } from "../../bus/store.ts";
import { bytesOfText, type Bytes } from "../server/bytes.ts";
import { MapReply, NullArray, ReplyError, type Reply } from "../server/reply.ts";
import { storeErrorOf } from "./asked.ts";
import { LinkFaults } from "./link-faults.ts";
import { lastId } from "./model-admin.ts";
import { entriesOfReply } from "./model-reply.ts";
import type { ModelStoreOptions } from "./model-store.ts";
import { SERVICE_COST } from "./service-cost.ts";
import { StoreConnection } from "./store-connection.ts";

type Found = readonly (readonly [stream: string, entries: readonly StreamEntry[]])[];

const NS_PER_MS = 1_000_000;

/** Reads streams of a deployment of the model without a group, over two connections of its own. */
export class ModelTail implements StreamTail {
  readonly #commands: StoreConnection;
  readonly #reads: StoreConnection;
  readonly #fate: () => ReturnType<LinkFaults["fate"]>;

  constructor(
    options: Pick<
      ModelStoreOptions,
      "scheduler" | "endpoint" | "cpu" | "node" | "latency" | "decisions" | "commandTimeout" | "faults"
    >,
  ) {
    const { scheduler, node, decisions } = options;
    const faults = options.faults ?? new LinkFaults(`${node}.tail`, decisions);
    this.#commands = new StoreConnection("tail-commands", { ...options, faults });
    this.#reads = new StoreConnection("tail-reads", { ...options, faults });
    const fate = (): ReturnType<LinkFaults["fate"]> => faults.fate(scheduler.now);
    this.#fate = fate;
  }

  readAfter(cursors: readonly StreamCursor[], { count, block }: TailRequest): Promise<Found> {
    const names = new Map(cursors.map(({ stream }) => [bytesOfText(stream), stream]));
    const wait = block > 0 ? ["BLOCK", String(Math.ceil(block / NS_PER_MS))] : [];
    const command = [
      "XREAD", "COUNT", String(count),
      ...wait,
      "STREAMS",
      ...names.keys(),
      ...cursors.map(({ after }) => formatEntryId(after)),
    ];
    let entries = 0;
    const read = (reply: Reply): Found | StoreError => {
      if (reply instanceof ReplyError) return storeErrorOf(reply);
      const found = foundOf(reply).map(([key, each]) => [names.get(key) ?? key, entriesOfReply(each)] as const);
      entries = found.reduce((sum, [, each]) => sum + each.length, 0);
      return found;
    };
    return this.#reads.call<Found>({
      what: "XREAD", cost: () => SERVICE_COST.call + entries * SERVICE_COST.readEntry, fate: this.#fate(),
      patience: block,
      work: (server, session, nowUs, answer) => {
        const reply = server.apply(session, command, nowUs);
        if (reply !== undefined) answer(read(reply));
      },
      delivered: read,
    });
  }

  lastId(stream: string): Promise<EntryId> {
    const ask = lastId(stream);
    return this.#commands.call<EntryId>({
      what: "XINFO STREAM", cost: () => SERVICE_COST.call, fate: this.#fate(),
      work: (server, session, nowUs, answer) => {
        const outcome = ask(server, session, nowUs);
        answer(outcome instanceof ReplyError ? storeErrorOf(outcome) : outcome);
      },
    });
  }
}

/** Streams with what was found in each; nothing when the wait has ended. */
function foundOf(reply: Reply): readonly (readonly [Bytes, Reply])[] {
  if (reply === null || reply instanceof NullArray) return [];
  if (!(reply instanceof MapReply)) return reply as readonly (readonly [Bytes, Reply])[];
  return reply.items.flatMap((item, at) =>
    at % 2 === 0 ? [[item as Bytes, reply.items[at + 1] as Reply] as const] : [],
  );
}
