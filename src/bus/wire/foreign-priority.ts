import type { Priority } from "../priority.ts";
import { TopicRoutes } from "../topics/topic-routes.ts";

/** The class of a message whose writer knows no classes. */
export type PriorityRule = (topic: string, type: string) => Priority;

/** By the table of kinds, which is made when it is first asked; a rule remembers the topics that it has met. */
export function priorityRule(routes?: TopicRoutes): PriorityRule {
  let asked = routes;
  return (topic, type) => (asked ??= new TopicRoutes()).route(topic, type).priority;
}
