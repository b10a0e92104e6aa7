import type { Bytes } from "./bytes.ts";
import { atLeast, type Compat } from "./compat.ts";

/** Why a value is not acceptable, as CONFIG SET tells. */
export class Unacceptable {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** One parameter of CONFIG: its value as text, and what may be set. */
export interface Parameter {
  readonly name: string;
  readonly initial: string;
  /** The value at the start of some servers, and of those after them. */
  readonly initialSince?: Readonly<Partial<Record<Compat, string>>>;
  readonly immutable?: boolean;
  /** Refused unless the server's file allows it, which a model has none of. */
  readonly protected?: boolean;
  /** Another name of that parameter. */
  readonly aliasOf?: string;
  readonly since?: Compat;
  readonly until?: Compat;
  /** Returns the canonical text, or why the value is not acceptable; `present` is the value until now. */
  readonly parse?: (text: Bytes, compat: Compat, present: string) => string | Unacceptable;
}

/** The server's parameters by lower-case name. Numbers that are asked for often are kept as numbers. */
export class Config {
  readonly #compat: Compat;
  readonly #parameters: ReadonlyMap<string, Parameter>;
  /** As at the start, and what was set since. */
  readonly #start: Start;
  readonly #values = new Map<string, string>();
  readonly #numbers = new Map<string, number>();
  /** Told of each parameter that was set. */
  readonly changed: ((name: string) => void)[] = [];

  constructor(parameters: readonly Parameter[], compat: Compat) {
    this.#compat = compat;
    this.#start = startOf(parameters, compat);
    this.#parameters = this.#start.known;
  }

  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#parameters;
  }

  text(name: string): string {
    const target = this.#parameters.get(name)?.aliasOf ?? name;
    const value = this.#values.get(target) ?? this.#start.values.get(target);
    if (value === undefined) throw new Error(`no parameter is called ${name}`);
    return value;
  }

  number(name: string): number {
    const number = this.#values.has(name) ? this.#numbers.get(name) : this.#start.numbers.get(name);
    return number ?? Number(this.text(name));
  }

  /** The canonical text of a value for that parameter, or why there is none. */
  parse(name: string, text: Bytes): string | Unacceptable {
    const parameter = this.#parameters.get(this.#parameters.get(name)?.aliasOf ?? name);
    return parameter?.parse === undefined ? text : parameter.parse(text, this.#compat, this.text(name));
  }

  /** The caller has parsed it. */
  set(name: string, value: string): void {
    this.text(name);
    const target = this.#parameters.get(name)?.aliasOf ?? name;
    this.#put(target, value);
    for (const listener of this.changed) listener(target);
  }

  #put(name: string, value: string): void {
    this.#values.set(name, value);
    const number = numberOf(value);
    if (number === undefined) this.#numbers.delete(name);
    else this.#numbers.set(name, number);
  }
}

/** Of a value that is one. */
function numberOf(value: string): number | undefined {
  const number = Number(value);
  return value !== "" && Number.isFinite(number) ? number : undefined;
}

/** The parameters of a version and their values when a server starts. */
interface Start {
  readonly known: ReadonlyMap<string, Parameter>;
  readonly values: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
}

/** Made once of each list. */
const STARTS = new WeakMap<readonly Parameter[], Map<Compat, Start>>();

function startOf(parameters: readonly Parameter[], compat: Compat): Start {
  const starts = STARTS.get(parameters) ?? new Map<Compat, Start>();
  STARTS.set(parameters, starts);
  let start = starts.get(compat);
  if (start === undefined) starts.set(compat, (start = makeStart(parameters, compat)));
  return start;
}

function makeStart(parameters: readonly Parameter[], compat: Compat): Start {
  const known = new Map<string, Parameter>();
  const values = new Map<string, string>();
  const numbers = new Map<string, number>();
  for (const parameter of parameters) {
    const { name, since = "7.0", until = compat } = parameter;
    // Those of other servers have their value all the same: what they govern may be there without them.
    const value = initialOf(parameter, compat);
    const number = numberOf(value);
    values.set(name, value);
    if (number !== undefined) numbers.set(name, number);
    if (atLeast(compat, since) && atLeast(until, compat)) known.set(name, parameter);
  }
  return { known, values, numbers };
}

function initialOf({ initial, initialSince }: Parameter, compat: Compat): string {
  if (initialSince === undefined) return initial;
  if (compat === "8.0" && initialSince["8.0"] !== undefined) return initialSince["8.0"];
  return atLeast(compat, "7.2") && initialSince["7.2"] !== undefined ? initialSince["7.2"] : initial;
}
