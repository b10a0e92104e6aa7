import type { MaskedStep } from "./case.ts";
import { decoded, parseReply, type Decoded, type ReplyTree } from "./reply-tree.ts";

export type Mask = MaskedStep["mask"];
export type Form = "bytes" | "decoded";

const WITHOUT_REPLY = /^[A-Z] closed$/;

/**
 * What of an answer must be equal everywhere. An answer of form "decoded" is a client's letter, a space and JSON; one
 * of form "bytes" has the reply's bytes there.
 */
export function comparable(answer: string, form: Form, expected: Form, mask: Mask | undefined): string {
  if (WITHOUT_REPLY.test(answer) || (form === "bytes" && expected === "bytes" && mask === undefined)) return answer;
  const letter = answer.slice(0, 2);
  const body = answer.slice(2);
  if (expected === "decoded") {
    const value = form === "decoded" ? (JSON.parse(body) as Decoded) : decoded(parseReply(body));
    return letter + JSON.stringify(withoutLarge(mask === undefined ? value : maskDecoded(value, mask)));
  }
  return letter + rendered(parseReply(body), mask);
}

function rendered({ type, text, items }: ReplyTree, mask: Mask | undefined): string {
  if (mask === "any") return type;
  if (items !== undefined) {
    const parts = items.map((item) => rendered(item, mask));
    return `${type}[${(mask === "unordered" ? parts.sort() : parts).join(",")}]`;
  }
  return type + (text === undefined ? "nil" : JSON.stringify(mask === "numbers" ? withoutNumbers(text) : text));
}

function maskDecoded(value: Decoded, mask: Mask): Decoded {
  if (mask === "any")
    return Array.isArray(value) ? "array" : value !== null && typeof value === "object" ? "error" : typeof value;
  if (Array.isArray(value)) {
    const items = (value as readonly Decoded[]).map((item) => maskDecoded(item, mask));
    return mask === "unordered"
      ? items.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))
      : items;
  }
  if (mask !== "numbers") return value;
  if (typeof value === "number") return value === -1 ? value : "#";
  return typeof value === "string" ? withoutNumbers(value) : value;
}

/** -1 stands for "never" or "none", so it stays. */
const withoutNumbers = (text: string): string =>
  text.replace(/-?\d+(\.\d+)?/g, (number) => (number === "-1" ? number : "#"));

/** The client's parser loses digits of integers beyond 2^53, and which ones is its own affair. */
function withoutLarge(value: Decoded): Decoded {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : "large";
  return Array.isArray(value) ? (value as readonly Decoded[]).map(withoutLarge) : value;
}
