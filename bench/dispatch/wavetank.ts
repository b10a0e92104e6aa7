import { TopicDispatcher } from "../../src/bus/dispatcher.ts";
import type { Lane } from "../kit/lane.ts";
import { DispatchWorkload, type Message } from "./workload.ts";

export function open(matches: number): Lane {
  const workload = new DispatchWorkload(matches);
  const dispatcher = new TopicDispatcher<Message>();
  for (const { pattern, handler } of workload.subscriptions) dispatcher.subscribe(pattern, handler);
  return {
    run: (publications) => workload.run(publications, (message) => void dispatcher.publish(message.topic, message)),
  };
}
