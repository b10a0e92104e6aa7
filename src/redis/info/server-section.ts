import { Replication } from "../replication/replication.ts";
import { versionOf } from "../server/version.ts";
import { Identity } from "./identity.ts";
import type { InfoSection } from "./info-section.ts";

const LRU_CLOCK_BITS = 1 << 24;

export const serverSection: InfoSection = (server) => {
  const { config, compat, nowMs, nowUs, startedAtMs } = server;
  const { own, redis, name } = versionOf(compat);
  const uptime = Math.max(0, Math.floor((nowMs - startedAtMs) / 1_000));
  const isValkey = name === "valkey";
  return [
    ["redis_version", redis],
    ...(isValkey
      ? ([
          ["server_name", name], ["valkey_version", own],
        ] as const)
      : []),
    ["redis_git_sha1", "00000000"], ["redis_git_dirty", 0], ["redis_build_id", "0000000000000000"],
    [isValkey ? "server_mode" : "redis_mode", "standalone"], ["os", "Linux x86_64"], ["arch_bits", 64],
    ["monotonic_clock", "POSIX clock_gettime"], ["multiplexing_api", "epoll"],
    ...(isValkey ? [] : ([["atomicvar_api", "c11-builtin"]] as const)),
    ["gcc_version", "12.2.0"], ["process_id", 1], ["process_supervised", "no"], ["run_id", server.part(Identity).runId],
    ["tcp_port", config.text("port")], ["server_time_usec", nowUs], ["uptime_in_seconds", uptime],
    ["uptime_in_days", Math.floor(uptime / 86_400)], ["hz", config.text("hz")], ["configured_hz", config.text("hz")],
    ["lru_clock", Math.floor(nowMs / 1_000) % LRU_CLOCK_BITS], ["executable", `/usr/bin/${name}-server`],
    ["config_file", ""], ["io_threads_active", 0],
    ...(isValkey ? ([["availability_zone", config.text("availability-zone")]] as const) : []),
  ];
};

export const replicationSection: InfoSection = (server) => {
  const { master, replicas, ...replication } = pick(server.part(Replication));
  const backlog = replicas.length > 0 || master !== undefined;
  const size = server.config.number("repl-backlog-size");
  const held = backlog ? Math.min(size, replication.offset) : 0;
  return [
    ["role", master === undefined ? "master" : "slave"],
    ...(master === undefined ? [] : [
      ["master_host", master.host], ["master_port", master.port],
      ["master_link_status", master.state === "connected" ? "up" : "down"],
      ["master_last_io_seconds_ago", master.state === "connected" ? 0 : -1],
      ["master_sync_in_progress", master.state === "sync" ? 1 : 0], ["slave_read_repl_offset", replication.offset],
      ["slave_repl_offset", replication.offset], ["slave_priority", server.config.text("replica-priority")],
      ["slave_read_only", server.config.text("replica-read-only") === "yes" ? 1 : 0], ["replica_announced", 1],
    ] as const),
    ["connected_slaves", replicas.length],
    ...replicas.map(({ host, port, offset, online, acknowledgedAtMs }, index) => [
      `slave${index}`, `ip=${host},port=${port},state=${online ? "online" : "wait_bgsave"},offset=${offset},` +
        `lag=${Math.max(0, Math.floor((server.nowMs - acknowledgedAtMs) / 1_000))}`,
    ] as const),
    ...(server.compat === "8.0" ? [["replicas_waiting_psync", 0]] as const : []),
    ["master_failover_state", "no-failover"], ["master_replid", replication.id],
    ["master_replid2", replication.previousId], ["master_repl_offset", replication.offset],
    ["second_repl_offset", replication.previousOffset], ["repl_backlog_active", backlog ? 1 : 0],
    ["repl_backlog_size", size], ["repl_backlog_first_byte_offset", backlog ? replication.offset - held + 1 : 0],
    ["repl_backlog_histlen", held],
  ];
};

const pick = ({ master, replicas, id, previousId, offset, previousOffset }: Replication): Pick<
  Replication, "master" | "replicas" | "id" | "previousId" | "offset" | "previousOffset"
> => ({ master, replicas, id, previousId, offset, previousOffset });
