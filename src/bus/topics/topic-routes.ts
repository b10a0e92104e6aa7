import { isMatching } from "../matcher.ts";
import { Priority } from "../priority.ts";
import { MESSAGE_KINDS, type MessageKind } from "./message-kinds.ts";
import { parseTemplate, type TopicTemplate } from "./topic-template.ts";

/** How a message travels beyond the process. */
export interface Egress {
  readonly priority: Priority;
  /** Messages of one key keep their order. */
  readonly key: string;
}

/** What a message of that topic and type is, and how it travels. */
export interface Route extends Egress {
  /** The kind of message; undefined when no row of the table fits. */
  readonly kind: string | undefined;
}

interface Row {
  readonly kind: MessageKind;
  readonly template: TopicTemplate;
  /** Undefined: any type. */
  readonly types: ReadonlySet<string> | undefined;
}

interface TopicRow {
  readonly route: Route;
  readonly types: ReadonlySet<string> | undefined;
}

/** Topics remembered at most; beyond, all are forgotten and looked up anew. */
const MAX_TOPICS = 65_536;

/**
 * Looks messages up in a table of kinds, once a topic. What no row fits is NORMAL, with its topic as its key.
 *
 * To change the table put rows before it: `new TopicRoutes([{ kind: "mine", … }, ...MESSAGE_KINDS])`.
 */
export class TopicRoutes {
  readonly #rows: readonly Row[];
  readonly #topics = new Map<string, readonly TopicRow[]>();

  constructor(kinds: readonly MessageKind[] = MESSAGE_KINDS) {
    this.#rows = kinds.flatMap((kind) => kind.topics.map((topic) => {
      const [text = "", ...types] = topic.split(" ");
      return { kind, template: parseTemplate(text), types: types.length === 0 ? undefined : new Set(types) };
    }));
  }

  route(topic: string, type: string): Route {
    const rows = this.#topics.get(topic) ?? this.#lookUp(topic);
    for (const { route, types } of rows) if (types === undefined || types.has(type)) return route;
    return unknownRoute(topic);
  }

  /** Rows that fit the topic, up to the first that takes any type. */
  #lookUp(topic: string): readonly TopicRow[] {
    if (this.#topics.size >= MAX_TOPICS) this.#topics.clear();
    const rows: TopicRow[] = [];
    for (const { kind, template, types } of this.#rows) {
      if (!topic.startsWith(template.prefix) || !isMatching(topic, template.pattern)) continue;
      const key = kind.family === undefined ? topic : `${kind.family}:${topic.slice(template.prefix.length)}`;
      rows.push({ route: { kind: kind.kind, priority: kind.priority, key }, types });
      if (types === undefined) break;
    }
    if (rows.at(-1)?.types !== undefined || rows.length === 0)
      rows.push({ route: unknownRoute(topic), types: undefined });
    this.#topics.set(topic, rows);
    return rows;
  }
}

const unknownRoute = (topic: string): Route => ({ kind: undefined, priority: Priority.NORMAL, key: topic });
