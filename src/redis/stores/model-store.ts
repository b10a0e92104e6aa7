import type { AppendOutcome, ClaimOutcome, Fields, GroupCursor, GroupPosition, ReadRequest, StreamEntry, StreamStore, TrimRequest,
} from "../../bus/store.ts";
import { StoreError } from "../../bus/store.ts";
import { BEGINNING, type EntryId } from "../../bus/entry-id.ts";
import type { Cpu } from "../../kernel/cpu.ts";
import type { Decisions } from "../../kernel/decisions.ts";
import { Deferred } from "../../kernel/deferred.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import { Link, type LatencyTable } from "../link.ts";
import { redeliver, type Group } from "../model/group.ts";
import { type ModelServer, SERVICE_COST } from "../model/server.ts";
import { LinkFaults } from "../model/link-faults.ts";
import { isAfter, type Position } from "../model/position.ts";
import { trimBefore, trimToLength, type ModelStream } from "../model/stream.ts";

export interface ModelStoreOptions {
  readonly scheduler: Scheduler;
  readonly server: ModelServer;
  /** The node on whose thread the client runs. */
  readonly cpu: Cpu;
  /** Names the connections in decisions and reports. */
  readonly node: string;
  readonly latency: LatencyTable;
  readonly decisions: Decisions;
  /** A command without an answer is given up after this long, its outcome unknown. */
  readonly commandTimeout: Duration;
  /** Told when the server takes entries off the pending list. */
  readonly onAcknowledged?: (count: number) => void;
  /** Told when entries are applied at the server, before anybody else can see them. */
  readonly onApplied?: (stream: string, entries: readonly Fields[]) => void;
}

const NONE: readonly StreamEntry[] = [];

interface Connection {
  readonly request: Link;
  readonly reply: Link;
}

/**
 * A stream store on the model server, over two simulated connections: one for reads that block, one for all else. The
 * links can lose requests and replies and cut a batch in the middle, each a keyed decision that is off by default.
 */
export class ModelStore implements StreamStore {
  readonly #options: ModelStoreOptions;
  readonly #commands: Connection;
  readonly #reads: Connection;
  readonly #faults: LinkFaults;
  readonly #arriveSite: number;
  readonly #replySite: number;
  readonly #timeoutSite: number;
  #roundTrips = 0;

  constructor(options: ModelStoreOptions) {
    this.#options = options;
    const { node, latency, decisions, scheduler } = options;
    const connection = (name: string): Connection => ({
      request: new Link(`${node}.${name}.request`, latency, decisions),
      reply: new Link(`${node}.${name}.reply`, latency, decisions),
    });
    this.#commands = connection("commands");
    this.#reads = connection("reads");
    this.#faults = new LinkFaults(node, decisions);
    this.#arriveSite = scheduler.sites.id(`${node}.request`);
    this.#replySite = scheduler.sites.id(`${node}.reply`);
    this.#timeoutSite = scheduler.sites.id(`${node}.command-timeout`);
  }

  get roundTrips(): number {
    return this.#roundTrips;
  }

  append(key: string, entries: readonly Fields[]): Promise<AppendOutcome> {
    const cost = SERVICE_COST.call + entries.length * SERVICE_COST.appendEntry;
    const applied = this.#faults.appliedPrefix(entries.length);
    return this.#call("XADD", cost, entries.length, applied < entries.length, () => {
      const { server, onApplied } = this.#options;
      const stream = server.streamFor(key);
      const batch = applied < entries.length ? entries.slice(0, applied) : entries;
      const { nowMs } = server;
      for (const fields of batch) stream.add(fields, nowMs);
      onApplied?.(key, batch);
      server.wake(key);
      return { applied: batch.length, refused: undefined };
    });
  }

  createGroup(key: string, group: string, from: string): Promise<"created" | "exists"> {
    return this.#call("XGROUP CREATE", SERVICE_COST.call, 1, false,
      () => this.#options.server.createGroup(key, group, from !== "$"));
  }

  readNew(at: GroupCursor, { count, block, acknowledge }: ReadRequest): Promise<readonly StreamEntry[]> {
    const { scheduler, server, node } = this.#options;
    const deferred = new Deferred<readonly StreamEntry[]>(scheduler, node, "the reply to XREADGROUP");
    const cost = SERVICE_COST.call + acknowledge.length * SERVICE_COST.acknowledgeEntry;
    this.#roundTrips++;
    this.#send(this.#reads, () => {
      if (acknowledge.length > 0) this.#acknowledgeNow(at.stream, at.group, acknowledge);
      const turnOver = server.turn(cost, acknowledge.length > 0 ? 2 : 1);
      const attempt = (): boolean => {
        const found = this.#group(at.stream, at.group);
        if (found instanceof StoreError) {
          this.#answer(this.#reads, turnOver, () => deferred.reject(found));
          return true;
        }
        const entries = this.#deliverNew(found, at.consumer, count);
        if (entries.length === 0) return false;
        const readOver = server.turn(entries.length * SERVICE_COST.readEntry, 0);
        this.#answer(this.#reads, readOver, () => deferred.resolve(entries));
        return true;
      };
      if (attempt()) return;
      server.wait(at.stream, block, attempt, () => this.#answer(this.#reads, scheduler.now, () => deferred.resolve(NONE)));
    });
    return deferred.promise;
  }

  readPending(at: GroupCursor, count: number, after: EntryId): Promise<readonly StreamEntry[]> {
    return this.#call("XREADGROUP history", SERVICE_COST.call, 1, false, () => {
      const { stream, group } = this.#needGroup(at);
      const from = positionOf(after);
      const entries: StreamEntry[] = [];
      for (const pending of group.pending.from(from)) {
        if (entries.length === count) break;
        if (pending.consumer !== at.consumer || !isAfter(pending, from)) continue;
        const entry = stream.find(pending);
        if (entry === undefined) continue;
        redeliver(pending, at.consumer, this.#options.server.nowMs, pending.deliveries + 1);
        entries.push(entry);
      }
      return entries;
    });
  }

  acknowledge(key: string, group: string, ids: readonly EntryId[]): Promise<number> {
    const cost = SERVICE_COST.call + ids.length * SERVICE_COST.acknowledgeEntry;
    return this.#call("XACK", cost, 1, false, () => this.#acknowledgeNow(key, group, ids));
  }

  claimIdle(at: GroupCursor, idle: Duration, count: number, cursor: EntryId): Promise<ClaimOutcome> {
    return this.#call("XAUTOCLAIM", SERVICE_COST.call, 1, false, () => {
      const { stream, group } = this.#needGroup(at);
      return claim(stream, group, { consumer: at.consumer, idleMs: Math.ceil(idle / 1_000_000), count, from: positionOf(cursor),
        nowMs: this.#options.server.nowMs });
    });
  }

  groups(key: string): Promise<readonly GroupPosition[]> {
    return this.#call("XINFO GROUPS", SERVICE_COST.call, 1, false, () => {
      const stream = this.#options.server.stream(key);
      return [...(stream?.groups ?? [])].map(([name, group]) => ({
        group: name,
        lastDelivered: group.lastDelivered,
        pending: group.pending.size,
        lowestPending: group.pending.first,
        lag: stream?.countAfter(group.lastDelivered),
      }));
    });
  }

  length(key: string): Promise<number> {
    return this.#call("XLEN", SERVICE_COST.call, 1, false, () => this.#options.server.stream(key)?.length ?? 0);
  }

  firstId(key: string): Promise<EntryId | undefined> {
    return this.#call("XRANGE", SERVICE_COST.call, 1, false, () => this.#options.server.stream(key)?.first);
  }

  trim(request: TrimRequest): Promise<number> {
    return this.#call("XTRIM", SERVICE_COST.call, 1, false, () => {
      const rule = request.minId === undefined ? trimToLength(request.maxLength ?? 0) : trimBefore(positionOf(request.minId));
      return this.#options.server.stream(request.stream)?.trim(rule, request.approximate, request.limit) ?? 0;
    });
  }

  /** One command there and back. `cut`: the connection breaks before the reply. */
  #call<T>(what: string, cost: Duration, commands: number, cut: boolean, apply: () => T): Promise<T> {
    const { scheduler, server, node, commandTimeout } = this.#options;
    const deferred = new Deferred<T>(scheduler, node, `the reply to ${what}`);
    this.#roundTrips++;
    const fate = cut ? "reply-lost" : this.#faults.fate();
    if (fate === "delivered") {
      this.#send(this.#commands, () => this.#reply(deferred, server.turn(cost, commands), apply));
      return deferred.promise;
    }
    if (fate === "reply-lost") {
      this.#send(this.#commands, () => {
        server.turn(cost, commands);
        apply();
      });
    }
    scheduler.after(commandTimeout, this.#timeoutSite,
      () => deferred.reject(new StoreError("unknown", `${what}: no reply in ${commandTimeout / 1_000_000} ms`)));
    return deferred.promise;
  }

  #reply<T>(deferred: Deferred<T>, turnOver: Instant, apply: () => T): void {
    try {
      const value = apply();
      this.#answer(this.#commands, turnOver, () => deferred.resolve(value));
    } catch (error) {
      this.#answer(this.#commands, turnOver, () => deferred.reject(error));
    }
  }

  #send(connection: Connection, arrived: () => void): void {
    const { scheduler, cpu } = this.#options;
    scheduler.at(connection.request.arrival(cpu.readyAt), this.#arriveSite, arrived);
  }

  /** The reply travels back and waits until the node has time for it. */
  #answer(connection: Connection, departure: Instant, deliver: () => void): void {
    const { scheduler, cpu } = this.#options;
    const arrival = connection.reply.arrival(departure);
    scheduler.at(arrival, this.#replySite, () => {
      if (cpu.readyAt > scheduler.now) scheduler.at(cpu.readyAt, this.#replySite, deliver);
      else deliver();
    });
  }

  #deliverNew(found: { stream: ModelStream; group: Group }, consumer: string, count: number): readonly StreamEntry[] {
    const entries = found.stream.after(found.group.lastDelivered, count);
    for (const entry of entries) found.group.deliver(entry, consumer, this.#options.server.nowMs);
    return entries;
  }

  #acknowledgeNow(key: string, name: string, ids: readonly EntryId[]): number {
    const found = this.#options.server.group(key, name)?.group;
    let acknowledged = 0;
    for (const id of ids) if (found?.pending.remove(positionOf(id)) === true) acknowledged++;
    this.#options.onAcknowledged?.(acknowledged);
    return acknowledged;
  }

  #group(key: string, name: string): { stream: ModelStream; group: Group } | StoreError {
    return this.#options.server.group(key, name) ??
      new StoreError("missing", `NOGROUP No such key '${key}' or consumer group '${name}'`);
  }

  #needGroup(at: GroupCursor): { stream: ModelStream; group: Group } {
    const found = this.#group(at.stream, at.group);
    if (found instanceof StoreError) throw found;
    return found;
  }
}

interface Claim {
  readonly consumer: string;
  readonly idleMs: number;
  readonly count: number;
  readonly from: Position;
  readonly nowMs: number;
}

/** XAUTOCLAIM: walks at most ten times `count` pending entries; vanished ones leave the list and use up the count. */
function claim(stream: ModelStream, group: Group, request: Claim): ClaimOutcome {
  const entries: StreamEntry[] = [];
  const vanished: EntryId[] = [];
  let walked = 0;
  for (const pending of group.pending.from(request.from)) {
    if (walked++ >= 10 * request.count || entries.length + vanished.length >= request.count) {
      return { cursor: pending, entries, vanished };
    }
    if (request.nowMs - pending.deliveredAt < request.idleMs) continue;
    const entry = stream.find(pending);
    if (entry === undefined) {
      vanished.push(pending);
      group.pending.remove(pending);
      continue;
    }
    redeliver(pending, request.consumer, request.nowMs, pending.deliveries + 1);
    entries.push(entry);
  }
  return { cursor: BEGINNING, entries, vanished };
}

/** The model's ids come from a clock and stay below 2^53. */
const positionOf = (id: EntryId): Position => id as Position;
