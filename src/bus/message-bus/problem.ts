/** What a bus tells of without ending the call that met it. */
export type BusProblem =
  | { readonly kind: "no-endpoint"; readonly endpoint: string }
  | { readonly kind: "duplicate-request"; readonly requestId: string }
  | { readonly kind: "no-request"; readonly correlationId: string }
  | { readonly kind: "duplicate-subscription"; readonly topic: string }
  | { readonly kind: "no-subscription"; readonly topic: string }
  | { readonly kind: "not-sent"; readonly topic: string; readonly reason: string }
  | { readonly kind: "handler-failed"; readonly topic: string; readonly error: unknown }
  | { readonly kind: "listener-failed"; readonly topic: string; readonly error: unknown };

/** One line for a log. */
export function describeProblem(problem: BusProblem): string {
  switch (problem.kind) {
    case "no-endpoint": return `no endpoint is called ${problem.endpoint}`;
    case "duplicate-request": return `request ${problem.requestId} is pending already`;
    case "no-request": return `nobody waits for a response to ${problem.correlationId}`;
    case "duplicate-subscription": return `the handler is subscribed to ${problem.topic} already`;
    case "no-subscription": return `the handler is not subscribed to ${problem.topic}`;
    case "not-sent": return `a message on ${problem.topic} was not sent: ${problem.reason}`;
    case "handler-failed": return `a handler of ${problem.topic} failed: ${String(problem.error)}`;
    case "listener-failed": return `a listener failed at ${problem.topic}: ${String(problem.error)}`;
  }
}
