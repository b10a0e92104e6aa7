import { Acl } from "../acl/acl.ts";
import { Memory } from "../eviction/memory.ts";
import { Channels } from "../pubsub/channels.ts";
import { OutputLimits } from "../pubsub/output-limits.ts";
import { Tracking } from "../pubsub/tracking.ts";
import type { InfoLines, InfoSection } from "./info-section.ts";
import { Statistics } from "./statistics.ts";

const zeros = (names: string): InfoLines => names.split(" ").map((name) => [name, 0] as const);

export const statsSection: InfoSection = (server) => {
  const statistics = server.part(Statistics);
  const channels = server.part(Channels);
  const tracking = server.part(Tracking);
  const { refusals } = server.part(Acl);
  const isValkey = server.compat === "8.0";
  return [
    ["total_connections_received", statistics.connections], ["total_commands_processed", statistics.processed],
    ["instantaneous_ops_per_sec", 0], ["total_net_input_bytes", statistics.inputBytes],
    ["total_net_output_bytes", statistics.outputBytes],
    ...zeros("total_net_repl_input_bytes total_net_repl_output_bytes"),
    ["instantaneous_input_kbps", "0.00"], ["instantaneous_output_kbps", "0.00"],
    ["instantaneous_input_repl_kbps", "0.00"], ["instantaneous_output_repl_kbps", "0.00"],
    ["rejected_connections", statistics.rejectedConnections],
    ...zeros("sync_full sync_partial_ok sync_partial_err"),
    ["expired_keys", statistics.expired], ["expired_stale_perc", "0.00"],
    ...zeros("expired_time_cap_reached_count expire_cycle_cpu_milliseconds"),
    ["evicted_keys", server.part(Memory).evicted], ["evicted_clients", 0],
    ...(isValkey ? zeros("evicted_scripts") : []),
    ...zeros("total_eviction_exceeded_time current_eviction_exceeded_time keyspace_hits keyspace_misses"),
    ["pubsub_channels", channels.channels.size], ["pubsub_patterns", channels.patterns.size],
    ["pubsubshard_channels", channels.shards.size],
    ...zeros(
      "latest_fork_usec total_forks migrate_cached_sockets slave_expires_tracked_keys active_defrag_hits " +
        "active_defrag_misses active_defrag_key_hits active_defrag_key_misses total_active_defrag_time " +
        "current_active_defrag_time",
    ),
    ["tracking_total_keys", tracking.trackedKeys], ["tracking_total_items", tracking.trackedKeys],
    ["tracking_total_prefixes", tracking.prefixes], ["unexpected_error_replies", 0],
    ["total_error_replies", statistics.errorReplies],
    ...zeros(
      "dump_payload_sanitizations total_reads_processed total_writes_processed io_threaded_reads_processed " +
        "io_threaded_writes_processed",
    ),
    ...(isValkey
      ? ([
          ["client_query_buffer_limit_disconnections", 0],
          ["client_output_buffer_limit_disconnections", server.part(OutputLimits).exceeded],
        ] as const)
      : []),
    ...zeros("reply_buffer_shrinks reply_buffer_expands"),
    ...(isValkey
      ? ([
          ["acl_access_denied_auth", refusals.auth], ["acl_access_denied_cmd", refusals.command],
          ["acl_access_denied_key", refusals.key], ["acl_access_denied_channel", refusals.channel],
        ] as const)
      : []),
  ];
};
