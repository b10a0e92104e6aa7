import type { Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { LAN_LATENCY, type LatencyTable } from "../link.ts";
import type { RedisServer } from "../server/server.ts";
import type { OnFault } from "./connection-faults.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { Service } from "./service.ts";
import { ServiceLine } from "./service-line.ts";
import { simConnector, type Connector } from "./sim-connector.ts";
import { simulatedTiming } from "./simulated-timing.ts";
import { WireLinks } from "./wire-link.ts";

export interface WireOptions {
  readonly server: RedisServer;
  readonly scheduler: Scheduler;
  /** Unix ms at virtual instant 0. */
  readonly epochUnixMs: number;
  /** Decides latencies; the seed, and what is enabled, are the caller's. */
  readonly decisions: Decisions;
  readonly latency?: LatencyTable;
  readonly faults?: FaultPlan;
  readonly onFault?: OnFault;
  /** The address that clients see; one server, one service. */
  readonly address?: string;
}

const ADDRESS = "10.0.0.1:6379";

/** A model server on simulated time, which real clients reach through their `Connector` option. */
export class WireServer {
  readonly service: Service;
  /** For `new Redis({ Connector })`. */
  readonly Connector: Connector;

  constructor(options: WireOptions) {
    const {
      server, scheduler, epochUnixMs, decisions, latency = LAN_LATENCY, faults, onFault, address = ADDRESS,
    } = options;
    const service = new Service({
      server, timing: simulatedTiming(scheduler, () => epochUnixMs * 1_000 + Math.floor(scheduler.now / 1_000)),
      ...(faults === undefined ? {} : { faults }), ...(onFault === undefined ? {} : { onFault }),
    });
    this.service = service;
    this.Connector = simConnector({
      scheduler, links: new WireLinks(latency, decisions), dial: () => new ServiceLine(service, address),
    });
  }
}

/** A connector for `new Redis({ Connector })` to a server of its own service. */
export const wireConnector = (options: WireOptions): Connector => new WireServer(options).Connector;
