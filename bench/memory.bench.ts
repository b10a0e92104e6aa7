import net from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { mode, sized } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { judgeLimit } from "./kit/requirement.ts";
import { formatTable } from "./kit/table.ts";
import { directServer } from "./redis/direct-server.ts";
import { FIELD, VALUE } from "./redis/entry.ts";
import { installed, requestsPerSecond, startRedis } from "./tcp/benchmarked.ts";

// What an entry of 128 bytes takes in the model, and in a real server.

const TIMES_LIMIT = 3;
const entries = sized({ short: 100_000, full: 1_000_000 });

if (!installed("redis-server") || !installed("redis-benchmark")) {
  process.stdout.write("\nmemory: not run, redis-server or redis-benchmark is not installed\n");
} else {
  const [model, real] = [modelBytes(), await realBytes()];
  const rows = [
    ["model, heap", (model / entries).toFixed(0)], ["redis-server, used_memory", (real / entries).toFixed(0)],
  ];
  process.stdout.write(
    `\n${formatTable([`memory (${mode}): ${entries.toLocaleString("en-US")} entries of 128 bytes`, "bytes per entry"], rows)}\n`,
  );
  conclude("memory", { entries, model, real }, [
    judgeLimit(
      "an entry takes at most so many times what it takes in redis-server", model / real, TIMES_LIMIT, "times",
    ),
  ]);
}

/** Values are strings of their own, as they are when they come from a socket. */
function modelBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const { run } = directServer();
  const held = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  for (let i = 0; i < entries; i++) run(["XADD", "s", "*", FIELD, Buffer.from(VALUE).toString("latin1")]);
  const after = held();
  if (run(["XLEN", "s"]) !== entries) throw new Error("not all entries are there");
  return after - before;
}

async function realBytes(): Promise<number> {
  const server = await startRedis();
  try {
    const before = await usedMemory(server.port);
    requestsPerSecond(server.port, entries, ["XADD", "s", "*", FIELD, VALUE]);
    return await usedMemory(server.port) - before;
  } finally {
    await server.stop();
  }
}

function usedMemory(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write("INFO memory\r\n"));
    let text = "";
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const used = /used_memory:(\d+)/.exec(text)?.[1];
      if (used === undefined) return;
      socket.destroy();
      resolve(Number(used));
    });
  });
}
