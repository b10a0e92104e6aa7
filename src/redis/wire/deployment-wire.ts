import type { Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Deployment } from "../deployment/deployment.ts";
import type { ServerNode } from "../deployment/server-node.ts";
import { LAN_LATENCY, type LatencyTable } from "../link.ts";
import type { OnFault } from "./connection-faults.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { NodeRun } from "./node-run.ts";
import type { Line, ServerEnd, Welcome } from "./server-end.ts";
import { simConnector, type Connector } from "./sim-connector.ts";
import type { Transport } from "./transport.ts";
import { WireLinks } from "./wire-link.ts";

export interface DeploymentWireOptions {
  readonly deployment: Deployment;
  readonly scheduler: Scheduler;
  /** Decides latencies; the seed, and what is enabled, are the caller's. */
  readonly decisions: Decisions;
  readonly latency?: LatencyTable;
  /** What goes wrong on connections, beside what befalls the deployment. */
  readonly faults?: FaultPlan;
  readonly onFault?: OnFault;
}

const FIRST_HOST = 11;
const PORT = 6_379;

/** The addresses at which real clients reach the nodes of a deployment, through their `Connector` option. */
export class DeploymentWire {
  readonly #options: DeploymentWireOptions;
  readonly #links: WireLinks;
  readonly #runs = new Map<ServerNode, NodeRun>();
  #asked = 0;

  constructor(options: DeploymentWireOptions) {
    this.#options = options;
    this.#links = new WireLinks(options.latency ?? LAN_LATENCY, options.decisions);
    for (const node of options.deployment.nodes) {
      node.stopped.push(() => {
        this.#runs.get(node)?.stopped();
        this.#runs.delete(node);
      });
    }
  }

  /**
   * For `new Redis({ Connector })`. With `master` each connection goes to whoever is master, as service discovery
   * knows, when the client asks for it; else to the node of that name.
   */
  connector(endpoint = "master"): Connector {
    const { deployment, scheduler } = this.#options;
    const target = deployment.endpoint(endpoint);
    return simConnector({ scheduler, links: this.#links, dial: () => this.#dial(target.node) });
  }

  /** `host:port` of a node. */
  addressOf(node: ServerNode): string {
    return `10.0.0.${FIRST_HOST + this.#options.deployment.nodes.indexOf(node)}:${PORT}`;
  }

  #dial(node: ServerNode): Line {
    const { faults, onFault = (): void => {} } = this.#options;
    const number = ++this.#asked;
    const fault = (["refuse", "unreachable"] as const).find((name) => faults?.meets(name, number, 0));
    if (fault !== undefined) onFault({ fault, connection: number, index: 0, command: "" });
    const accept = (transport: Transport): ServerEnd => this.#runOf(node).accept(transport, number);
    return {
      number, accept, address: this.addressOf(node),
      answer: (): Welcome => (fault === undefined ? answerOf(node) : fault === "refuse" ? "refused" : "unreachable"),
    };
  }

  #runOf(node: ServerNode): NodeRun {
    let run = this.#runs.get(node);
    if (run === undefined) this.#runs.set(node, (run = new NodeRun({ ...this.#options, node })));
    return run;
  }
}

function answerOf(node: ServerNode): Welcome {
  if (node.network.isCut || node.state === "silent") return "unreachable";
  return node.server === undefined ? "refused" : "accepted";
}
