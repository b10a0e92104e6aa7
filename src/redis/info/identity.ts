import type { ServerState } from "../server/command.ts";

/** The run id, another one after each start. */
export class Identity {
  readonly runId: string;

  constructor({ random }: ServerState) {
    this.runId = Array.from({ length: 5 }, () => random().toString(16).padStart(8, "0")).join("");
  }
}
