import type { Bytes } from "../../server/bytes.ts";
import { ReplyError } from "../../server/reply.ts";

/** Rules in parentheses may come in several words: each selector becomes one. */
export function joinSelectors(words: readonly Bytes[]): readonly Bytes[] | ReplyError {
  const rules: Bytes[] = [];
  let open: Bytes | undefined;
  let first: Bytes = "";
  for (const word of words) {
    if (open === undefined && word[0] !== "(") {
      rules.push(word);
      continue;
    }
    if (open === undefined) first = word;
    open = open === undefined ? word : `${open} ${word}`;
    if (!word.endsWith(")")) continue;
    rules.push(open);
    open = undefined;
  }
  return open === undefined
    ? rules
    : new ReplyError(`ERR Unmatched parenthesis in acl selector starting at '${first}'.`);
}
