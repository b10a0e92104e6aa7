import { Priority } from "../priority.ts";

/** The class of a message whose writer knows no classes. */
export type PriorityRule = (topic: string, type: string) => Priority;

const BY_PREFIX: readonly (readonly [prefix: string, priority: Priority])[] = [
  ["commands.", Priority.CRITICAL],
  ["events.", Priority.HIGH],
  ["data.", Priority.NORMAL],
];

/** By NautilusTrader's topics: commands, then what happened to orders, positions and accounts, then data, then the rest. */
export function topicPriority(topic: string): Priority {
  for (const [prefix, priority] of BY_PREFIX) if (topic.startsWith(prefix)) return priority;
  return Priority.LOW;
}
