import { WavetankError } from "../../kernel/error.ts";
import type { CliContext } from "../context.ts";
import { VERSION } from "../version.ts";
import { threads } from "./open-runner.ts";
import { queueAddress, unreachable } from "./redis-connection.ts";
import type { CampaignSources } from "./sources.ts";
import type { TlsFiles } from "../tls-files.ts";

export interface ServeOptions {
  readonly queue: string | undefined;
  readonly tls: TlsFiles;
  readonly workers: number;
  readonly sources: CampaignSources;
  /** Resolves when it is to end. */
  readonly ended: Promise<void>;
}

/** Takes jobs from a queue until told to end; finishes the one at hand. @throws {WavetankError} E_QUEUE */
export async function serveQueue(
  { terminal, packageRoot }: CliContext, { queue, tls, workers, sources, ended }: ServeOptions,
): Promise<void> {
  if (queue === undefined)
    throw new WavetankError("E_QUEUE", "--work without --queue", {
      expected: "--queue redis://…, where the jobs come from",
    });
  const { QueueWorker } = await import("./queue-worker.ts");
  const { connection, answered } = queueAddress(queue, tls);
  let done = 0;
  const worker = new QueueWorker({
    connection, version: VERSION, sourceHashes: new Map(sources.hashes),
    runner: await threads({ workers, sources, packageRoot }),
    onJob: (chunks) => {
      done += chunks;
      terminal.progress(`${done} chunks done`);
    },
  });
  try {
    await worker.open();
  } catch (error) {
    await worker.close(true).catch(() => {});
    throw unreachable(queue, error);
  }
  answered();
  terminal.say(`works for ${sources.names.length} scenarios on ${workers} threads, until Ctrl-C`);
  await ended;
  await worker.close();
  terminal.progressDone();
}
