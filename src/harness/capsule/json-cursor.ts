import { nearestName } from "../../bus/config/nearest-name.ts";
import { describeNode, memberPath, type JsonNode } from "../../bus/config/json/node.ts";
import { WavetankError } from "../../kernel/error.ts";

/** Of a site, a node, a version, a fault. */
export const NAME = /^[\w./:@+#*>→-]{1,200}$/;

/** Longest text that a capsule may hold in one value. */
const MAX_TEXT = 4_000;

/** A value of a file and its place: read strictly, or refused with the place. */
export class JsonCursor {
  readonly #file: string;
  readonly #node: JsonNode;
  readonly #path: string;

  constructor(file: string, node: JsonNode, path = "$") {
    this.#file = file;
    this.#node = node;
    this.#path = path;
  }

  get isNull(): boolean {
    return this.#node.type === "null";
  }

  get isText(): boolean {
    return this.#node.type === "string";
  }

  /** The members of an object that has all of `names`, perhaps some of `optional`, and no others. */
  members<N extends string, O extends string = never>(names: readonly N[], optional: readonly O[] = []):
    Readonly<Record<N, JsonCursor>> & Readonly<Partial<Record<O, JsonCursor>>> {
    const found = this.record();
    const known: readonly string[] = [...names, ...optional];
    for (const name of found.keys()) if (!known.includes(name)) this.#unknown(name, known);
    for (const name of names)
      if (!found.has(name)) this.fail(`${name} is missing`, `an object with ${names.join(", ")}`);
    return Object.fromEntries(found) as ReturnType<typeof this.members<N, O>>;
  }

  record(): ReadonlyMap<string, JsonCursor> {
    const node = this.#node;
    if (node.type !== "object") return this.#wrong("an object");
    return new Map(
      node.members.map(({ name, value }) => [name, new JsonCursor(this.#file, value, memberPath(this.#path, name))]),
    );
  }

  items(most: number): readonly JsonCursor[] {
    const node = this.#node;
    if (node.type !== "array") return this.#wrong("a list");
    if (node.items.length > most) return this.fail(`a list of ${node.items.length}`, `at most ${most}`);
    return node.items.map((item, index) => new JsonCursor(this.#file, item, `${this.#path}[${index}]`));
  }

  text(pattern = /^[^]*$/, expected = "a text"): string {
    const node = this.#node;
    if (node.type !== "string" || node.value.length > MAX_TEXT || !pattern.test(node.value))
      return this.#wrong(expected);
    return node.value;
  }

  oneOf<T extends string>(choices: readonly T[]): T {
    const written = this.text();
    const choice = choices.find((each) => each === written);
    return choice ?? this.#unknown(written, choices);
  }

  integer(least = 0, most = Number.MAX_SAFE_INTEGER): number {
    const node = this.#node;
    if (node.type !== "number" || !Number.isSafeInteger(node.value) || node.value < least || node.value > most) {
      return this.#wrong(`an integer from ${least} to ${most}`);
    }
    return node.value;
  }

  boolean(): boolean {
    const node = this.#node;
    return node.type === "boolean" ? node.value === true : this.#wrong("true or false");
  }

  /** @throws {WavetankError} E_CAPSULE */
  fail(found: string, expected: string, hint?: string): never {
    const at =
      this.#node.at !== undefined && "line" in this.#node.at ? `:${this.#node.at.line}:${this.#node.at.column}` : "";
    throw new WavetankError("E_CAPSULE", `no capsule: ${found}`, {
      where: `${this.#file}${at} ${this.#path}`, expected, ...(hint === undefined ? {} : { hint }),
    });
  }

  #unknown(name: string, known: readonly string[]): never {
    const nearest = nearestName(name, known);
    const hint = nearest === undefined ? undefined : `is ${nearest} meant?`;
    return this.fail(`${JSON.stringify(name.slice(0, 60))} is not known here`, `one of ${known.join(", ")}`, hint);
  }

  #wrong(expected: string): never {
    return this.fail(describeNode(this.#node), expected);
  }
}
