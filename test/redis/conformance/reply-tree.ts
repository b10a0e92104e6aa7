/** A reply taken apart: its type by RESP's first byte, and its text or its items; neither for nil. */
export interface ReplyTree {
  readonly type: string;
  readonly text?: string;
  readonly items?: readonly ReplyTree[];
}

export function parseReply(bytes: string): ReplyTree {
  let at = 0;
  const line = (): string => {
    const end = bytes.indexOf("\r\n", at);
    const text = bytes.slice(at, end);
    at = end + 2;
    return text;
  };
  const node = (): ReplyTree => {
    const type = bytes[at++] ?? "";
    const head = line();
    if ("$!=".includes(type)) {
      const length = Number(head);
      if (length < 0) return { type };
      at += length + 2;
      return { type, text: bytes.slice(at - length - 2, at - 2) };
    }
    if ("*~>%|".includes(type)) {
      const count = Number(head) * ("%|".includes(type) ? 2 : 1);
      return count < 0 ? { type } : { type, items: Array.from({ length: count }, node) };
    }
    return type === "_" ? { type } : { type, text: head };
  };
  return node();
}

export type Decoded = string | number | null | { readonly error: string } | readonly Decoded[];

/** As a client library that speaks RESP 2 gives it, binary strings for bulks. */
export function decoded({ type, text, items }: ReplyTree): Decoded {
  if (items !== undefined) return items.map(decoded);
  if (text === undefined) return null;
  if (type === "-") return { error: text };
  return type === ":" ? Number(text) : text;
}
