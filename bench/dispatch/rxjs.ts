import { filter, Subject } from "rxjs";
import type { Lane } from "../kit/lane.ts";
import { DispatchWorkload, type Message } from "./workload.ts";

/** The usual idiom: one subject, and each subscriber filters what it wants. */
export function open(matches: number): Lane {
  const workload = new DispatchWorkload(matches);
  const subject = new Subject<Message>();
  for (const { pattern, handler } of workload.subscriptions) {
    const prefix = pattern.slice(0, -1);
    subject.pipe(filter((message) => message.topic.startsWith(prefix))).subscribe(handler);
  }
  return { run: (publications) => workload.run(publications, (message) => subject.next(message)) };
}
