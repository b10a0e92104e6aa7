import { EventEmitter } from "node:events";
import type { Lane } from "../kit/lane.ts";
import { DispatchWorkload } from "./workload.ts";

/** Knows no patterns: every handler is registered with every topic that it should hear. */
export function open(matches: number): Lane {
  const workload = new DispatchWorkload(matches);
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  for (const topic of workload.topics) {
    for (const handler of workload.handlersOf(topic)) emitter.on(topic, handler);
  }
  return { run: (publications) => workload.run(publications, (message) => void emitter.emit(message.topic, message)) };
}
