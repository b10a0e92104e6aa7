import type { Instant } from "../../kernel/time.ts";
import type { DataLoss } from "../../oracles/evidence/account.ts";
import { Replication } from "../../redis/replication/replication.ts";
import type { ServerNode } from "../../redis/deployment/server-node.ts";

/** A master has been replaced. Until it learns of it, it goes on taking what it will forget. */
export class SplitBrain implements DataLoss {
  readonly at: Instant;
  readonly node: string;
  readonly failure = "failover";
  readonly allowed: boolean;
  readonly window = Infinity;
  readonly wasMaster = true;
  until: Instant = Infinity;

  constructor(at: Instant, node: string, allowed: boolean) {
    this.at = at;
    this.node = node;
    this.allowed = allowed;
  }

  /** Whether `node` has learnt of it, or is gone. */
  isOver(node: ServerNode, now: Instant): boolean {
    const isOver = node.process === undefined || node.process.part(Replication).master !== undefined;
    if (isOver) this.until = now;
    return isOver;
  }
}
