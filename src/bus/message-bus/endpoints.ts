import { WavetankError } from "../../kernel/error.ts";
import type { Handler } from "./subscription.ts";

/** Handlers by name, of which each takes the messages sent to it. */
export class Endpoints<T> {
  readonly #handlers = new Map<string, Handler<T>>();

  /** In order of registration. */
  get names(): string[] {
    return [...this.#handlers.keys()];
  }

  /** @throws {WavetankError} E_ENDPOINT - the name is taken. */
  register(endpoint: string, handler: Handler<T>): void {
    if (this.#handlers.has(endpoint)) {
      throw new WavetankError("E_ENDPOINT", `endpoint ${endpoint} is registered already`, {
        hint: "deregister it first",
      });
    }
    this.#handlers.set(endpoint, handler);
  }

  /** @throws {WavetankError} E_ENDPOINT - the name is not registered, or for another handler. */
  deregister(endpoint: string, handler: Handler<T>): void {
    const registered = this.#handlers.get(endpoint);
    if (registered === undefined) throw new WavetankError("E_ENDPOINT", `endpoint ${endpoint} is not registered`);
    if (registered !== handler)
      throw new WavetankError("E_ENDPOINT", `endpoint ${endpoint} belongs to another handler`);
    this.#handlers.delete(endpoint);
  }

  get(endpoint: string): Handler<T> | undefined {
    return this.#handlers.get(endpoint);
  }

  clear(): void {
    this.#handlers.clear();
  }
}
