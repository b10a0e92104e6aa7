import { existsSync, mkdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFile } from "../../src/live/files.ts";
import { openRecording } from "../../src/traffic/recording/reader.ts";
import { installedReleases } from "../redis/real/find-server.ts";
import { RealServer } from "../redis/real/real-server.ts";
import { canMakeCertificates, makeCertificates, speaksTls, type Certificates } from "../redis/real/tls.ts";
import { builtCli } from "../support/built-cli.ts";
import { capturing, endCaptures, type Capturing } from "./capture-rig.ts";

let cli: ReturnType<typeof builtCli>;
let ours: Certificates;
let others: Certificates;
let count = 0;
beforeAll(() => {
  cli = builtCli();
  if (lacksOpenssl) return;
  const made = (name: string, names: string): Certificates => {
    const folder = path.join(cli.folder, name);
    mkdirSync(folder);
    return makeCertificates(folder, names);
  };
  ours = made("ours", "DNS:localhost");
  others = made("others", "DNS:localhost");
});
afterAll(endCaptures);

const freePort = (): Promise<number> => new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => resolve(port));
  });
});

const framesOf = (file: string): number => {
  const input = openFile(file);
  try {
    const reader = openRecording(input);
    let frames = 0;
    for (let record = reader.next(); record !== undefined; record = reader.next())
      if (record.kind === "frame") frames++;
    return frames;
  } finally {
    input.close();
  }
};

const lacksOpenssl = !canMakeCertificates();

const kinds = installedReleases().map(({ binary, title }) => {
  const lack = lacksOpenssl
    ? "no openssl to make certificates with"
    : binary !== undefined && !speaksTls(binary)
      ? "built without TLS"
      : undefined;
  // What CI installs has both: there, one without would leave this out unseen.
  if (lack !== undefined && process.env["CI"] === "true") throw new Error(`${title}: ${lack}`);
  return {
    binary, title: lack === undefined ? title : `${title} (${lack})`,
    isMissing: binary === undefined || lack !== undefined,
  };
});

type Captured = (url: string, authority?: string, words?: readonly string[]) => Promise<
  Capturing & { file: string; code: number | null }
>;

describe.each(kinds)("a server that speaks TLS, $title", ({ binary, isMissing }) => {
  const law = (
    title: string, body: (port: number, captured: Captured) => Promise<void>, asksForCertificates: "no" | "yes" = "no",
  ): void => {
    test.skipIf(isMissing)(title, async () => {
      const port = await freePort();
      const server = await RealServer.start(binary as string, {
        parameters: [
          "--tls-port", String(port), "--bind", "127.0.0.1", "--tls-cert-file", ours.certificate, "--tls-key-file",
          ours.key, "--tls-ca-cert-file", ours.authority, "--tls-auth-clients", asksForCertificates,
          "--requirepass", "hunter2",
        ],
      });
      try {
        const connection = await server.connect();
        await connection.ask("AUTH", "hunter2");
        for (const n of ["1", "2", "3"]) await connection.ask("XADD", "bus", "*", "topic", "t", "payload", n);
        await connection.close();
        await body(port, async (url, authority, words = []) => {
          const file = path.join(cli.folder, `tls-${count++}.wtr`);
          const run = capturing(cli, [url, "--to", file, "--from", "start", "--for", "0s", ...words], {
            REDISCLI_AUTH: "hunter2",
            ...(authority === undefined ? {} : { NODE_EXTRA_CA_CERTS: authority }),
          });
          return { ...run, file, code: await run.ended };
        });
      } finally {
        await server.stop();
      }
    });
  };

  law("is captured from when its certificate is of an authority that was named", async (port, captured) => {
    const { code, file, stderr } = await captured(`rediss://localhost:${port}`, ours.authority);
    expect([code, stderr()]).toEqual([0, expect.not.stringContaining("hunter2")]);
    expect(framesOf(file)).toBe(3);
  });

  law(
    "is not trusted when nobody named its authority, or another was named, or the certificate is another host's",
    async (port, captured) => {
      const attempts = [
        [`rediss://localhost:${port}`], [`rediss://localhost:${port}`, others.authority],
        [`rediss://127.0.0.1:${port}`, ours.authority],
      ] as const;
      for (const [url, authority] of attempts) {
        const { code, file, stderr } = await captured(url, authority);
        expect([code, existsSync(file), existsSync(`${file}.partial`)]).toEqual([2, false, false]);
        expect(stderr()).toMatch(
          url.includes("127") ? /E_CAPTURE_TLS: .*IP: 127\.0\.0\.1/ : /E_CAPTURE_TLS: .*certificate/,
        );
        expect(stderr()).toContain("--cacert");
        expect(stderr()).not.toContain("hunter2");
      }
    },
  );

  law(
    "is captured from when it asks who we are, and we say so with a certificate of its authority, on every connection",
    async (port, captured) => {
      const { code, file, stderr } = await captured(`rediss://localhost:${port}`, undefined, [
        "--cacert", ours.authority, "--cert", ours.certificate, "--key", ours.key,
      ]);
      expect([code, stderr()]).toEqual([0, ""]);
      expect(framesOf(file)).toBe(3);
    },
    "yes",
  );

  law(
    "says that it has no trust in us when we show no certificate, or another authority's",
    async (port, captured) => {
      for (const words of [[], ["--cert", others.certificate, "--key", others.key]]) {
        const { code, file, stderr } =
          await captured(`rediss://localhost:${port}`, undefined, ["--cacert", ours.authority, ...words]);
        expect([code, existsSync(file), existsSync(`${file}.partial`)]).toEqual([2, false, false]);
        expect(stderr()).toMatch(/E_CAPTURE_TLS: the server has no trust in us: .*alert/);
        expect(stderr()).toContain("--cert and --key");
      }
    },
    "yes",
  );

  law(
    "is not trusted when --cacert names another authority, whatever the environment names",
    async (port, captured) => {
      const { code, stderr } =
        await captured(`rediss://localhost:${port}`, ours.authority, ["--cacert", others.authority]);
      expect([code, stderr()]).toEqual([2, expect.stringContaining("E_CAPTURE_TLS: no trust in the server")]);
    },
  );
});

test("a server without TLS is told from one that is not there, and from one that is not trusted", async () => {
  const plain = createServer(
    (socket) => void socket.on("error", () => {}).once("data", () => socket.end("-ERR Protocol error\r\n")),
  );
  await new Promise<void>((resolve) => void plain.listen(0, "127.0.0.1", resolve));
  const { port } = plain.address() as AddressInfo;
  const outcome = async (at: number): Promise<readonly [number | null, string]> => {
    const run = capturing(cli, [
      `rediss://localhost:${at}`, "--to", path.join(cli.folder, `tls-${count++}.wtr`), "--for", "0s",
    ]);
    return [await run.ended, run.stderr()];
  };
  try {
    expect([await outcome(port), await outcome(await freePort())]).toEqual([
      [2, expect.stringContaining("E_CAPTURE_TLS: no trust in the server: ")],
      [2, expect.stringContaining("E_CAPTURE_CONNECT: cannot reach the server: connect ECONNREFUSED")],
    ]);
  } finally {
    plain.close();
  }
});
