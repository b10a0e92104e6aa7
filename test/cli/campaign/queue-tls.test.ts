import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createServer, type Server } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { QueueRunner } from "../../../src/cli/campaign/queue-runner.ts";
import { QueueWorker } from "../../../src/cli/campaign/queue-worker.ts";
import { queueAddress } from "../../../src/cli/campaign/redis-connection.ts";
import { runCampaign } from "../../../src/harness/campaign/campaign.ts";
import { campaignPlan, chunksOf } from "../../../src/harness/campaign/campaign-plan.ts";
import { syntheticResult } from "../../harness/campaign/synthetic.ts";
import { ModelListener } from "../../redis/real/model-listener.ts";
import { canMakeCertificates, makeCertificates, type Certificates } from "../../redis/real/tls.ts";

const lacksOpenssl = !canMakeCertificates();
if (lacksOpenssl && process.env["CI"] === "true") throw new Error("no openssl to make certificates with");
const lack = lacksOpenssl ? " (no openssl to make certificates with)" : "";

const HASHES = new Map([["a", "00"]]);
const PLAN = campaignPlan({ scenarios: ["a"], from: 0, to: 1_000 });

describe.skipIf(lacksOpenssl)(`a queue behind TLS that asks for certificates${lack}`, () => {
  let folder: string;
  let made: Certificates;
  let listener: ModelListener;
  let front: Server;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "wavetank-queue-"));
    made = makeCertificates(folder, "DNS:localhost");
    listener = await ModelListener.start("7.2");
    const { port } = listener.address as { readonly port: number };
    const [ca, cert, key] = [made.authority, made.certificate, made.key].map((file) => readFileSync(file));
    front = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, (socket) => {
      const behind = connect(port, "127.0.0.1");
      socket.pipe(behind).pipe(socket);
      socket.on("error", () => behind.destroy());
      behind.on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve) => void front.listen(0, "127.0.0.1", resolve));
    url = `rediss://localhost:${(front.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    front.close();
    await listener.stop();
    rmSync(folder, { recursive: true });
  });

  test("serves a campaign and a worker that show one", async () => {
    const { connection } = queueAddress(url, { cacert: made.authority, cert: made.certificate, key: made.key });
    const worker = new QueueWorker({
      connection, version: "1", sourceHashes: HASHES, lostAfterMs: 10_000, onJob: () => {},
      runner: { width: 1, run: async (chunk) => syntheticResult(chunk), close: async () => {} },
    });
    const runner = new QueueRunner({ connection, version: "1", sourceHashes: HASHES, jobs: 2 });
    try {
      await worker.open();
      await runner.open();
      expect(await runCampaign({ chunks: chunksOf(PLAN), runner })).toEqual(
        [...chunksOf(PLAN)].map((chunk) => syntheticResult(chunk)));
    } finally {
      await runner.close();
      await worker.close();
    }
  });

  test("does not open to one that shows none, and is not asked by one that would show it without TLS", async () => {
    const runner = new QueueRunner({
      connection: queueAddress(url, { cacert: made.authority }).connection, version: "1", sourceHashes: HASHES, jobs: 2,
    });
    await expect(runner.open()).rejects.toThrow();
    await runner.close().catch(() => {});
    expect(() => queueAddress(url.replace("rediss", "redis"), { cacert: made.authority })).toThrow(
      expect.objectContaining({ code: "E_USAGE" }));
  });
});
