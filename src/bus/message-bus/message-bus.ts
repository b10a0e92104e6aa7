import { WavetankError } from "../../kernel/error.ts";
import type { LiteralStars } from "../matcher.ts";
import { TopicRoutes, type Egress } from "../topics/topic-routes.ts";
import type { Backing, BusListener, BusSerializer } from "./backing.ts";
import { Endpoints } from "./endpoints.ts";
import { Outlet } from "./outlet.ts";
import type { BusProblem } from "./problem.ts";
import { Requests, type BusRequest, type BusResponse } from "./requests.ts";
import { SubscriptionTable, type Handler, type Subscription, type TieOrder } from "./subscription.ts";
import { assertConcrete, assertHandler, assertName, assertPriority } from "./call-rules.ts";

export interface MessageBusOptions<T> {
  readonly traderId: string;
  readonly instanceId?: string;
  readonly name?: string;
  /** With it, what has a type on the wire also goes to the backing and the listeners. */
  readonly serializer?: BusSerializer<T>;
  readonly backing?: Backing<T>;
  /** Types that stay in the process. */
  readonly typesFilter?: readonly string[];
  /** How urgent what goes out is, and what keeps its order. Default: by MESSAGE_KINDS. */
  readonly routes?: TopicRoutes;
  readonly order?: TieOrder;
  readonly literalStars?: LiteralStars;
  /** Whether a topic that somebody publishes on may hold wildcards. Default `refuse`. */
  readonly wildcardTopics?: "refuse" | "allow";
  /**
   * A handler that throws: `isolate` reports it and calls the others (NautilusTrader v2), `propagate` ends the
   * publication there (v1). Default `isolate`.
   */
  readonly handlerErrors?: "isolate" | "propagate";
  readonly onProblem?: (problem: BusProblem) => void;
}

const NONE: readonly never[] = [];

/** A handler that threw, and what. */
export interface HandlerFailure<T> {
  readonly handler: Handler<T>;
  readonly error: unknown;
}

/**
 * The messages of one trading node: publish and subscribe by topic, endpoints that are sent to, requests that are
 * answered. Calls are synchronous and depth first, as in NautilusTrader's MessageBus, whose names these are; where its
 * versions differ, docs/message-bus.md says which one this follows.
 */
export class MessageBus<T = unknown> {
  readonly traderId: string;
  readonly instanceId: string | undefined;
  readonly name: string;
  readonly #options: MessageBusOptions<T>;
  readonly #table: SubscriptionTable<T>;
  readonly #endpoints = new Endpoints<T>();
  readonly #requests = new Requests<T>();
  readonly #streamingTypes = new Set<string>();
  readonly #outlet: Outlet<T>;
  readonly #isolates: boolean;
  #handlerCount = 0;
  sentCount = 0;
  reqCount = 0;
  resCount = 0;
  pubCount = 0;

  constructor(options: MessageBusOptions<T>) {
    assertName(options.traderId, "endpoint");
    this.#options = options;
    this.traderId = options.traderId;
    this.instanceId = options.instanceId;
    this.name = options.name ?? "MessageBus";
    this.#table = new SubscriptionTable(options.order ?? "fifo", options.literalStars ?? "nautilus");
    this.#isolates = options.handlerErrors !== "propagate";
    const { serializer, typesFilter = [], routes = new TopicRoutes(), backing } = options;
    this.#outlet = new Outlet({
      serializer, typesFilter, routes, isolates: this.#isolates, report: (problem) => this.#report(problem),
    });
    this.#outlet.backing = backing;
  }

  get hasBacking(): boolean {
    return this.#outlet.backing !== undefined;
  }

  /** Publications from now on go to `backing`; the one before is returned, open as it was. */
  exchangeBacking(backing: Backing<T> | undefined): Backing<T> | undefined {
    const before = this.#outlet.backing;
    this.#outlet.backing = backing;
    return before;
  }

  // Topics.

  /**
   * Calls `handler` for every message whose topic matches. A pair of topic and handler that is there already is left as
   * it is, its priority too.
   *
   * @throws {WavetankError} E_TOPIC, E_PRIORITY
   */
  subscribe(topic: string, handler: Handler<T>, priority = 0, handlerId?: string): void {
    assertName(topic, "pattern");
    assertHandler(handler);
    assertPriority(priority);
    const id = handlerId ?? `handler-${String(++this.#handlerCount).padStart(9, "0")}`;
    if (!this.#table.add({ topic, handler, priority, handlerId: id }))
      this.#report({ kind: "duplicate-subscription", topic });
  }

  unsubscribe(topic: string, handler: Handler<T>): void {
    assertName(topic, "pattern");
    if (!this.#table.remove(topic, handler)) this.#report({ kind: "no-subscription", topic });
  }

  /**
   * Calls the handlers of the topic, then hands the message to backing and listeners if it has a type on the wire.
   * `external: false` keeps it in the process: what came in from outside does not go out again.
   *
   * @throws {WavetankError} E_TOPIC
   */
  publish(topic: string, message: T, external = true, egress?: Partial<Egress>): void {
    const handlers = this.#table.resolved(topic) ?? this.#firstHandlers(topic);
    if (this.#isolates) {
      for (let i = 0; i < handlers.length; i++) this.#handle(handlers[i] as Handler<T>, topic, message);
    } else {
      for (let i = 0; i < handlers.length; i++) (handlers[i] as Handler<T>)(message);
    }
    if (!this.#outlet.idle) this.#outlet.take(topic, message, external, egress);
    this.pubCount++;
  }

  /**
   * Publishes in the process alone, for who delivers until it is handled: calls the topic's handlers, or those of them
   * that are in `only`, and returns those that threw, whatever `handlerErrors` says. @throws {WavetankError} E_TOPIC
   */
  serve(topic: string, message: T, only?: readonly Handler<T>[]): readonly HandlerFailure<T>[] {
    const handlers = this.#table.resolved(topic) ?? this.#firstHandlers(topic);
    let failures: HandlerFailure<T>[] | undefined;
    for (let i = 0; i < handlers.length; i++) {
      const handler = handlers[i] as Handler<T>;
      if (only !== undefined && !only.includes(handler)) continue;
      try {
        handler(message);
      } catch (error) {
        (failures ??= []).push({ handler, error });
      }
    }
    if (only === undefined) this.pubCount++;
    return failures ?? NONE;
  }

  /** Unique topics and patterns that are subscribed to, sorted by code unit. */
  topics(): string[] {
    return [...new Set(this.#table.all.map(({ topic }) => topic))].sort();
  }

  /** Subscriptions whose own topic matches `pattern`. */
  subscriptions(pattern = "*"): readonly Subscription<T>[] {
    return this.#table.matching(pattern);
  }

  hasSubscribers(pattern = "*"): boolean {
    return this.subscriptions(pattern).length > 0;
  }

  isSubscribed(topic: string, handler: Handler<T>): boolean {
    return this.#table.has(topic, handler);
  }

  // Endpoints.

  endpoints(): string[] {
    return [...this.#endpoints.names, ...this.#requests.endpoints.names];
  }

  /** @throws {WavetankError} E_TOPIC, E_ENDPOINT */
  register(endpoint: string, handler: Handler<T>): void {
    this.#assertFree(endpoint, this.#requests.endpoints.names);
    assertHandler(handler);
    this.#endpoints.register(endpoint, handler);
  }

  /** @throws {WavetankError} E_ENDPOINT */
  deregister(endpoint: string, handler: Handler<T>): void {
    this.#endpoints.deregister(endpoint, handler);
  }

  /** As `register`, for requests. @throws {WavetankError} E_TOPIC, E_ENDPOINT */
  registerRequests(endpoint: string, handler: Handler<BusRequest<T>>): void {
    this.#assertFree(endpoint, this.#endpoints.names);
    assertHandler(handler);
    this.#requests.endpoints.register(endpoint, handler);
  }

  /** @throws {WavetankError} E_ENDPOINT */
  deregisterRequests(endpoint: string, handler: Handler<BusRequest<T>>): void {
    this.#requests.endpoints.deregister(endpoint, handler);
  }

  /** Calls the endpoint's handler. Without one, reports it and counts nothing. */
  send(endpoint: string, message: T): void {
    const handler = this.#endpoints.get(endpoint);
    if (handler === undefined) {
      this.#report({ kind: "no-endpoint", endpoint });
      return;
    }
    handler(message);
    this.sentCount++;
  }

  /** As `send`; the callback is kept until `response` brings what answers it. */
  request(endpoint: string, request: BusRequest<T>): void {
    const problem = this.#requests.ask(endpoint, request);
    if (problem !== undefined) {
      this.#report(problem);
      return;
    }
    this.reqCount++;
  }

  /** Calls the callback of the request that is answered, once. */
  response(response: BusResponse<T>): void {
    const problem = this.#requests.answer(response);
    if (problem !== undefined) this.#report(problem);
    this.resCount++;
  }

  isPendingRequest(requestId: string): boolean {
    return this.#requests.isPending(requestId);
  }

  // The world outside.

  /** Messages of that type may come in from outside. */
  addStreamingType(type: string): void {
    assertName(type, "topic");
    this.#streamingTypes.add(type);
  }

  isStreamingType(type: string): boolean {
    return this.#streamingTypes.has(type);
  }

  streamingTypes(): string[] {
    return [...this.#streamingTypes];
  }

  addListener(listener: BusListener): void {
    this.#outlet.listen(listener);
  }

  /**
   * A message from outside, read. Undefined when its type is not among the streaming types.
   *
   * @throws {WavetankError} the serializer cannot read it.
   */
  read(type: string, payload: Uint8Array, encoding: string): { readonly message: T } | undefined {
    const { serializer } = this.#outlet;
    if (serializer === undefined || !this.#streamingTypes.has(type)) return undefined;
    return { message: serializer.deserialize(type, payload, encoding) };
  }

  /** As `read`, and published in the process, not to be sent out again. False when it is not to come in. */
  republish(topic: string, type: string, payload: Uint8Array, encoding = "json"): boolean {
    const incoming = this.read(type, payload, encoding);
    if (incoming !== undefined) this.publish(topic, incoming.message, false);
    return incoming !== undefined;
  }

  /** Forgets endpoints, subscriptions, requests and listeners, and closes the backing. Counters stay. */
  async dispose(): Promise<void> {
    this.#endpoints.clear();
    this.#requests.clear();
    this.#table.clear();
    this.#outlet.deafen();
    await this.#outlet.backing?.close();
  }

  #firstHandlers(topic: string): readonly Handler<T>[] {
    assertName(topic, "topic");
    if (this.#options.wildcardTopics !== "allow") assertConcrete(topic, "topic");
    return this.#table.resolve(topic);
  }

  #handle(handler: Handler<T>, topic: string, message: T): void {
    try {
      handler(message);
    } catch (error) {
      this.#report({ kind: "handler-failed", topic, error });
    }
  }

  #assertFree(endpoint: string, others: readonly string[]): void {
    assertName(endpoint, "endpoint");
    assertConcrete(endpoint, "endpoint");
    if (others.includes(endpoint)) throw new WavetankError("E_ENDPOINT", `endpoint ${endpoint} is registered already`);
  }

  #report(problem: BusProblem): void {
    this.#options.onProblem?.(problem);
  }
}
