import { Condition } from "../admission/condition.ts";
import { Persistence } from "../persistence/persistence.ts";
import { Tracking } from "../pubsub/tracking.ts";
import { Watches } from "../transactions/watches.ts";
import type { InfoSection } from "./info-section.ts";
import { Statistics } from "./statistics.ts";

export const clientsSection: InfoSection = (server) => {
  const sessions = [...server.sessions.values()];
  const watches = server.part(Watches);
  const isValkey = server.compat === "8.0";
  return [
    ["connected_clients", sessions.length], ["cluster_connections", 0],
    ["maxclients", server.config.text("maxclients")], ["client_recent_max_input_buffer", 0],
    ["client_recent_max_output_buffer", 0], ["blocked_clients", server.blocked.length],
    ["tracking_clients", server.part(Tracking).clients],
    ...(isValkey
      ? ([
          ["pubsub_clients", sessions.filter(({ subscriptions }) => subscriptions > 0).length],
          ["watching_clients", watches.clients],
        ] as const)
      : []),
    ["clients_in_timeout_table", 0],
    ...(isValkey
      ? ([
          ["total_watched_keys", watches.keys], ["total_blocking_keys", 0], ["total_blocking_keys_on_nokey", 0],
        ] as const)
      : []),
  ];
};

export const persistenceSection: InfoSection = (server) => {
  const persistence = server.part(Persistence);
  const loading = server.part(Condition).loading ? 1 : 0;
  return [
    ["loading", loading], ["async_loading", 0], ["current_cow_peak", 0], ["current_cow_size", 0],
    ["current_cow_size_age", 0], ["current_fork_perc", "0.00"], ["current_save_keys_processed", 0],
    ["current_save_keys_total", 0], ["rdb_changes_since_last_save", persistence.changes],
    ["rdb_bgsave_in_progress", persistence.saving ? 1 : 0],
    ["rdb_last_save_time", Math.floor(persistence.lastSaveMs / 1_000)], ["rdb_last_bgsave_status", "ok"],
    ["rdb_last_bgsave_time_sec", -1], ["rdb_current_bgsave_time_sec", persistence.saving ? 0 : -1],
    ["rdb_saves", persistence.saves], ["rdb_last_cow_size", 0], ["rdb_last_load_keys_expired", 0],
    ["rdb_last_load_keys_loaded", 0], ["aof_enabled", persistence.log === undefined ? 0 : 1],
    ["aof_rewrite_in_progress", persistence.rewriting ? 1 : 0], ["aof_rewrite_scheduled", 0],
    ["aof_last_rewrite_time_sec", -1], ["aof_current_rewrite_time_sec", persistence.rewriting ? 0 : -1],
    ["aof_last_bgrewrite_status", "ok"], ["aof_rewrites", 0], ["aof_rewrites_consecutive_failures", 0],
    ["aof_last_write_status", "ok"], ["aof_last_cow_size", 0], ["module_fork_in_progress", 0],
    ["module_fork_last_cow_size", 0],
    // A client that is told to wait until loading is done looks for the estimate.
    ...(loading === 1
      ? ([
          ["loading_start_time", Math.floor(server.startedAtMs / 1_000)], ["loading_eta_seconds", 1],
        ] as const)
      : []),
  ];
};

export const cpuSection: InfoSection = (server) => {
  const user = (server.part(Condition).spentUs / 1_000_000).toFixed(6);
  return [
    ["used_cpu_sys", "0.000000"], ["used_cpu_user", user], ["used_cpu_sys_children", "0.000000"],
    ["used_cpu_user_children", "0.000000"], ["used_cpu_sys_main_thread", "0.000000"],
    ["used_cpu_user_main_thread", user],
  ];
};

export const commandSection: InfoSection = (server) =>
  [...server.part(Statistics).commands].map(([{ name }, { calls, us, rejected, failed }]) => [
    `cmdstat_${name}`,
    `calls=${calls},usec=${us},usec_per_call=${(calls === 0 ? 0 : us / calls).toFixed(2)},rejected_calls=${rejected},` +
      `failed_calls=${failed}`,
  ]);

export const errorSection: InfoSection = (server) =>
  [...server.part(Statistics).errors].map(([code, count]) => [`errorstat_${code}`, `count=${count}`]);

export const keyspaceSection: InfoSection = (server) => server.databases.filter(({ size }) => size > 0)
  .map(({ index, size, expiring }) => [`db${index}`, `keys=${size},expires=${expiring},avg_ttl=0`]);

export const clusterSection: InfoSection = () => [["cluster_enabled", 0]];

export const modulesSection: InfoSection = () => [];
