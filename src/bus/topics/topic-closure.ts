import { includesPattern, overlaps } from "./pattern-order.ts";
import { parseTemplate } from "./topic-template.ts";

export interface TopicDeclarations {
  /** Topics that somebody publishes on; `{parts}` stand for one character or more: `data.quotes.{venue}.{symbol}`. */
  readonly published: Iterable<string>;
  /** Topics and patterns that somebody subscribes to: `bus.topics()`, say. */
  readonly subscribed: Iterable<string>;
}

/** A topic that is only in part subscribed to. */
export interface PartlyHeard {
  readonly topic: string;
  /** Patterns that match some of its topics. */
  readonly by: readonly string[];
}

/** What is wrong between those who publish and those who subscribe; nothing, when all lists are empty. */
export interface TopicClosure {
  readonly closed: boolean;
  /** Published, and no pattern matches any of it. */
  readonly unheard: readonly string[];
  /** Published, and no pattern alone matches all of it. */
  readonly partlyHeard: readonly PartlyHeard[];
  /** Patterns that match nothing that is published. */
  readonly idle: readonly string[];
}

/**
 * Do publishers and subscribers meet? A topic counts as heard when one pattern matches all that its template stands
 * for. Comparison is by characters; topics beyond ASCII and patterns with `?` may differ from what the bus matches by
 * bytes.
 */
export function checkTopicClosure({ published, subscribed }: TopicDeclarations): TopicClosure {
  const topics = [...new Set(published)].map(parseTemplate);
  const patterns = [...new Set(subscribed)];
  const unheard: string[] = [];
  const partlyHeard: PartlyHeard[] = [];
  for (const { text, pattern } of topics) {
    if (patterns.some((wide) => includesPattern(wide, pattern))) continue;
    const by = patterns.filter((wide) => overlaps(wide, pattern));
    if (by.length === 0) unheard.push(text);
    else partlyHeard.push({ topic: text, by });
  }
  const idle = patterns.filter((wide) => !topics.some(({ pattern }) => overlaps(wide, pattern)));
  return { closed: unheard.length + partlyHeard.length + idle.length === 0, unheard, partlyHeard, idle };
}
