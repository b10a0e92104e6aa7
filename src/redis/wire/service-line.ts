import type { Connection } from "./connection.ts";
import type { Line, ServerEnd, Welcome } from "./server-end.ts";
import type { Service } from "./service.ts";
import type { Transport } from "./transport.ts";

/** The way to a server that is always there. */
export class ServiceLine implements Line {
  readonly number: number;
  readonly address: string;
  readonly #service: Service;
  readonly #welcome: Welcome;

  constructor(service: Service, address: string) {
    const { number, welcome } = service.welcome();
    this.number = number;
    this.address = address;
    this.#service = service;
    this.#welcome = welcome;
  }

  answer(): Welcome {
    return this.#welcome;
  }

  accept(transport: Transport): ServerEnd {
    return new ServiceEnd(this.#service, this.#service.open(transport, this.number));
  }
}

class ServiceEnd implements ServerEnd {
  readonly #service: Service;
  readonly #connection: Connection;

  constructor(service: Service, connection: Connection) {
    this.#service = service;
    this.#connection = connection;
  }

  receive(chunk: Buffer): void {
    this.#service.receive(this.#connection, chunk);
  }

  leave(acknowledge: () => void): void {
    if (this.#connection.isUnreachable) return;
    this.#service.closed(this.#connection);
    acknowledge();
  }

  ended(): void {
    this.#service.closed(this.#connection);
  }
}
