import type { Bytes } from "./bytes.ts";

/** One parameter of CONFIG: its value as text, and what may be set. */
export interface Parameter {
  readonly name: string;
  readonly initial: string;
  readonly immutable?: boolean;
  /** Returns the canonical text, or undefined when the value is not acceptable. */
  readonly parse?: (text: Bytes) => string | undefined;
}

/** The server's parameters by lower-case name. Numbers that are asked for often are kept as numbers. */
export class Config {
  readonly #parameters = new Map<string, Parameter>();
  readonly #values = new Map<string, string>();
  readonly #numbers = new Map<string, number>();

  constructor(parameters: readonly Parameter[]) {
    for (const parameter of parameters) {
      this.#parameters.set(parameter.name, parameter);
      this.#put(parameter.name, parameter.initial);
    }
  }

  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#parameters;
  }

  text(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error(`no parameter is called ${name}`);
    return value;
  }

  number(name: string): number {
    return this.#numbers.get(name) ?? Number(this.text(name));
  }

  /** The caller has parsed it. */
  set(name: string, value: string): void {
    this.text(name);
    this.#put(name, value);
  }

  #put(name: string, value: string): void {
    this.#values.set(name, value);
    const number = Number(value);
    if (value !== "" && Number.isFinite(number)) this.#numbers.set(name, number);
    else this.#numbers.delete(name);
  }
}
