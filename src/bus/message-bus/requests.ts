import { Endpoints } from "./endpoints.ts";
import type { BusProblem } from "./problem.ts";

/** A question to an endpoint; the answer comes by `response`, with this id as its correlation. */
export interface BusRequest<T> {
  readonly id: string;
  readonly data: T;
  readonly callback?: (response: BusResponse<T>) => void;
}

export interface BusResponse<T> {
  readonly correlationId: string;
  readonly data: T;
}

/** Requests that wait for their responses, and the endpoints that take requests. */
export class Requests<T> {
  readonly endpoints = new Endpoints<BusRequest<T>>();
  readonly #callbacks = new Map<string, (response: BusResponse<T>) => void>();

  isPending(id: string): boolean {
    return this.#callbacks.has(id);
  }

  /** Keeps the callback and calls the endpoint's handler; or says why not, and keeps nothing. */
  ask(endpoint: string, request: BusRequest<T>): BusProblem | undefined {
    if (this.#callbacks.has(request.id)) return { kind: "duplicate-request", requestId: request.id };
    const handler = this.endpoints.get(endpoint);
    if (handler === undefined) return { kind: "no-endpoint", endpoint };
    if (request.callback !== undefined) this.#callbacks.set(request.id, request.callback);
    handler(request);
    return undefined;
  }

  /** Calls the callback of the request that is answered, once. */
  answer(response: BusResponse<T>): BusProblem | undefined {
    const callback = this.#callbacks.get(response.correlationId);
    if (callback === undefined) return { kind: "no-request", correlationId: response.correlationId };
    this.#callbacks.delete(response.correlationId);
    callback(response);
    return undefined;
  }

  clear(): void {
    this.endpoints.clear();
    this.#callbacks.clear();
  }
}
