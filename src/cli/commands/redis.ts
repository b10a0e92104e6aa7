import { once } from "node:events";
import process from "node:process";
import { Decisions } from "../../kernel/decisions.ts";
import { WavetankError } from "../../kernel/error.ts";
import { RandomStream } from "../../kernel/random.ts";
import { formatSeed, type Seed } from "../../kernel/seed.ts";
import { Shutdown } from "../../redis/commands/admin/shutdown.ts";
import { realTiming } from "../../redis/live/real-timing.ts";
import { TcpServer, type ListenAt } from "../../redis/live/tcp-server.ts";
import { modelRedis } from "../../redis/model-redis.ts";
import { COMPATS, type Compat } from "../../redis/server/compat.ts";
import type { FaultEvent } from "../../redis/wire/connection-faults.ts";
import { FaultPlan } from "../../redis/wire/fault-plan.ts";
import { parseFaultSpec } from "../../redis/wire/fault-spec.ts";
import { faultSites } from "../../redis/wire/fault-table.ts";
import { formatJson } from "../../report/json.ts";
import { guarded } from "../context.ts";

interface RedisFlags {
  readonly port: number;
  readonly unixsocket?: string;
  readonly compat: string;
  readonly seed: Seed;
  readonly faults?: string;
  readonly json: boolean;
}

/** Serves the model until it is interrupted. */
export const redis = guarded<RedisFlags, []>(async function (flags) {
  const { terminal } = this;
  const compat = compatOf(flags.compat);
  const faults = flags.faults === undefined ? undefined : planOf(flags.faults, flags.seed);
  const random = new RandomStream(flags.seed, "redis");
  const server = modelRedis({ compat, random: () => random.word(), startedAtUs: realTiming.nowUs() });
  const at: ListenAt = flags.unixsocket === undefined ? { port: flags.port } : { path: flags.unixsocket };
  const tcp = await TcpServer.listen({
    server, at,
    ...(faults === undefined ? {} : { faults, onFault: (event: FaultEvent) => terminal.say(faultLine(event)) }),
  });
  if ("port" in tcp.address) server.config.set("port", String(tcp.address.port));
  const shutDown = new Promise<void>((resolve) => server.part(Shutdown).listeners.push(() => resolve()));
  if (flags.json) {
    terminal.out(
      formatJson({
        schema: "wavetank.redis/1",
        ...tcp.address,
        compat, seed: flags.seed, faults: flags.faults ?? null, pid: process.pid,
      }),
    );
  }
  terminal.say(`listening on ${placeOf(tcp.address)}  as Redis ${compat}  seed ${formatSeed(flags.seed)}` +
    (flags.faults === undefined ? "" : `  faults ${flags.faults}`));
  try {
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), shutDown, crash()]);
    terminal.say("closed");
  } finally {
    await tcp.close();
  }
});

/** Rejects with what a command of some client brought about: a bug of the model, so the server ends and says so. */
const crash = async (): Promise<never> => {
  const [error] = await once(process, "uncaughtException") as [unknown];
  throw error;
};

function compatOf(text: string): Compat {
  const compat = COMPATS.find((known) => known === text);
  if (compat !== undefined) return compat;
  throw new WavetankError("E_COMPAT", `no server is called "${text}"`, {
    where: "--compat", expected: `one of ${COMPATS.join(", ")}`,
    hint: "7.0 is Redis 7.0.15, 7.2 is Redis 7.2, and 8.0 is Valkey 8.0",
  });
}

function planOf(spec: string, seed: Seed): FaultPlan {
  const rates = parseFaultSpec(spec);
  return new FaultPlan(rates, new Decisions(seed, { enabled: faultSites(rates) }));
}

const placeOf = (at: ListenAt): string => ("path" in at ? at.path : `${at.host ?? ""}:${at.port}`);

const faultLine = ({ fault, connection, index, command }: FaultEvent): string =>
  `${fault}  connection ${connection}  #${index}${command === "" ? "" : `  ${command}`}`;
