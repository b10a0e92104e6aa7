import { WavetankError } from "../../kernel/error.ts";

/** @throws {WavetankError} E_TOPIC - the name is not a string with something in it besides white space. */
export function assertName(name: unknown, what: "topic" | "pattern" | "endpoint"): asserts name is string {
  if (typeof name === "string" && name.trim() !== "") return;
  throw new WavetankError("E_TOPIC", `the ${what} is ${typeof name === "string" ? `"${name}"` : typeof name}`, {
    expected: `a ${what} of at least one visible character`,
  });
}

/** @throws {WavetankError} E_TOPIC - a topic or endpoint that somebody publishes or sends to holds a wildcard. */
export function assertConcrete(name: string, what: "topic" | "endpoint"): void {
  if (!/[*?]/.test(name)) return;
  throw new WavetankError("E_TOPIC", `the ${what} "${name.slice(0, 80)}" holds a wildcard`, {
    expected: `a ${what} without * and ?, which belong to patterns`,
    hint: what === "topic" ? 'NautilusTrader v1 allows them: so does wildcardTopics: "allow"' : "name the endpoint in full",
  });
}
