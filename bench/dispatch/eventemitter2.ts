import eventemitter2 from "eventemitter2";
import type { Lane } from "../kit/lane.ts";
import { DispatchWorkload } from "./workload.ts";

export function open(matches: number): Lane {
  const workload = new DispatchWorkload(matches);
  const emitter = new eventemitter2.EventEmitter2({ wildcard: true, delimiter: ".", maxListeners: 0 });
  for (const { pattern, handler } of workload.subscriptions) emitter.on(pattern, handler);
  return { run: (publications) => workload.run(publications, (message) => void emitter.emit(message.topic, message)) };
}
