import type { Priority } from "../priority.ts";
import { TopicRoutes } from "../topics/topic-routes.ts";

/** The class of a message whose writer knows no classes. */
export type PriorityRule = (topic: string, type: string) => Priority;

/** By the table of kinds; a rule remembers the topics that it has met. */
export const priorityRule = (routes = new TopicRoutes()): PriorityRule => (topic, type) => routes.route(topic, type).priority;
