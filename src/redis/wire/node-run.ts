import type { Scheduler } from "../../kernel/scheduler.ts";
import { WavetankError } from "../../kernel/error.ts";
import { COMMAND_COST } from "../deployment/node-costs.ts";
import type { ServerNode } from "../deployment/server-node.ts";
import type { OnFault } from "./connection-faults.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { NodeEnd } from "./node-end.ts";
import { NodeTransport } from "./node-transport.ts";
import type { ServerEnd } from "./server-end.ts";
import { Service } from "./service.ts";
import { simulatedTiming } from "./simulated-timing.ts";
import type { Transport } from "./transport.ts";

export interface NodeRunOptions {
  readonly node: ServerNode;
  readonly scheduler: Scheduler;
  readonly faults?: FaultPlan;
  readonly onFault?: OnFault;
}

/** One run of a node's process and the connections that it has. */
export class NodeRun {
  readonly #options: NodeRunOptions;
  readonly #service: Service;
  readonly #site: number;
  readonly #ends = new Set<NodeEnd>();

  /** @throws {WavetankError} E_DEPLOYMENT - the node does not run. */
  constructor(options: NodeRunOptions) {
    const { node, scheduler, faults, onFault } = options;
    const { server } = node;
    if (server === undefined) {
      throw new WavetankError("E_DEPLOYMENT", `${node.name} does not run`, {
        expected: "a node that is up or loading",
      });
    }
    this.#options = options;
    this.#site = scheduler.sites.id("redis-wire");
    this.#service = new Service({
      server, timing: simulatedTiming(scheduler, () => node.nowUs), onCommand: () => node.stall(COMMAND_COST),
      ...(faults === undefined ? {} : { faults }), ...(onFault === undefined ? {} : { onFault }),
    });
  }

  accept(inner: Transport, number: number): ServerEnd {
    const { node, scheduler } = this.#options;
    const transport = new NodeTransport({ inner, node, scheduler, site: this.#site });
    const connection = this.#service.open(transport, number);
    const end = new NodeEnd({
      node, service: this.#service, transport, connection, scheduler, site: this.#site,
      forget: (gone) => void this.#ends.delete(gone),
    });
    this.#ends.add(end);
    return end;
  }

  /** The process has ended: by a kill, which its machine tells the clients, or with the power. */
  stopped(): void {
    for (const end of this.#ends) end.stopped();
    this.#ends.clear();
    this.#service.shutDown();
  }
}
