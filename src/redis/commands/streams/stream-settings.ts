import type { ServerState } from "../../server/command.ts";
import { IdWriter } from "../../streams/id-writer.ts";
import type { NodeLimits } from "../../streams/stream-node.ts";

/** What the stream commands of one server share. */
export class StreamSettings {
  /** stream-node-max-bytes and stream-node-max-entries, as they are in force. */
  limits: NodeLimits;
  readonly ids = new IdWriter();

  constructor({ config }: ServerState) {
    const read = (): NodeLimits => ({
      maxBytes: config.number("stream-node-max-bytes"), maxEntries: config.number("stream-node-max-entries"),
    });
    this.limits = read();
    config.changed.push(() => void (this.limits = read()));
  }
}
