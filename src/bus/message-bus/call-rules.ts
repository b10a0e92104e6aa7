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
    hint:
      what === "topic" ? 'NautilusTrader v1 allows them: so does wildcardTopics: "allow"' : "name the endpoint in full",
  });
}

/** @throws {WavetankError} E_HANDLER - it cannot be called. */
export function assertHandler(handler: unknown): void {
  if (typeof handler === "function") return;
  throw new WavetankError("E_HANDLER", `the handler is ${typeof handler}`, { expected: "a function" });
}

const MAX_PRIORITY = 2 ** 32 - 1;

/** @throws {WavetankError} E_PRIORITY - of a subscription: no integer of 32 bits. */
export function assertPriority(priority: number): void {
  if (Number.isInteger(priority) && priority >= 0 && priority <= MAX_PRIORITY) return;
  throw new WavetankError("E_PRIORITY", `the priority is ${priority}`, {
    expected: `an integer from 0 to ${MAX_PRIORITY}`,
  });
}
