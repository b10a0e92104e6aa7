import type { Lane } from "../kit/lane.ts";
import { DispatchWorkload, type Handler, type Message } from "./workload.ts";

/** The least a bus with string topics can do: look the topic up, call what is found. */
export function open(matches: number): Lane {
  const workload = new DispatchWorkload(matches);
  const handlers = new Map<string, readonly Handler[]>();
  const publish = (message: Message): void => {
    let matched = handlers.get(message.topic);
    if (matched === undefined) handlers.set(message.topic, (matched = workload.handlersOf(message.topic)));
    for (let index = 0; index < matched.length; index++) (matched[index] as Handler)(message);
  };
  return { run: (publications) => workload.run(publications, publish) };
}
