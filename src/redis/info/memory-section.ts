import { Memory, STARTUP_BYTES } from "../eviction/memory.ts";
import { humanBytes, type InfoSection } from "./info-section.ts";

const MACHINE_BYTES = 17_179_869_184;
const CLIENT_BYTES = 1_928;

/** What the allocator holds beyond what is used; a model's allocator wastes nothing. */
export const memorySection: InfoSection = (server) => {
  const memory = server.part(Memory);
  const { used, peak, limit } = memory;
  const dataset = used - STARTUP_BYTES;
  const pending = [...server.sessions.values()].reduce((sum, { pendingBytes }) => sum + pendingBytes, 0);
  const isValkey = server.compat === "8.0";
  return [
    ["used_memory", used], ["used_memory_human", humanBytes(used)], ["used_memory_rss", used],
    ["used_memory_rss_human", humanBytes(used)], ["used_memory_peak", peak],
    ["used_memory_peak_human", humanBytes(peak)], ["used_memory_peak_perc", `${((used / peak) * 100).toFixed(2)}%`],
    ["used_memory_overhead", STARTUP_BYTES], ["used_memory_startup", STARTUP_BYTES], ["used_memory_dataset", dataset],
    ["used_memory_dataset_perc", `${(dataset === 0 ? 0 : 100).toFixed(2)}%`], ["allocator_allocated", used],
    ["allocator_active", used], ["allocator_resident", used],
    ...(isValkey ? ([["allocator_muzzy", 0]] as const) : []),
    ["total_system_memory", MACHINE_BYTES], ["total_system_memory_human", humanBytes(MACHINE_BYTES)],
    ["used_memory_lua", 32_768], ["used_memory_vm_eval", 32_768], ["used_memory_lua_human", "32.00K"],
    ["used_memory_scripts_eval", 0], ["number_of_cached_scripts", 0], ["number_of_functions", 0],
    ["number_of_libraries", 0], ["used_memory_vm_functions", 33_792], ["used_memory_vm_total", 66_560],
    ["used_memory_vm_total_human", "65.00K"], ["used_memory_functions", 200], ["used_memory_scripts", 200],
    ["used_memory_scripts_human", "200B"], ["maxmemory", limit], ["maxmemory_human", humanBytes(limit)],
    ["maxmemory_policy", server.config.text("maxmemory-policy")], ["allocator_frag_ratio", "1.00"],
    ["allocator_frag_bytes", 0], ["allocator_rss_ratio", "1.00"], ["allocator_rss_bytes", 0],
    ["rss_overhead_ratio", "1.00"], ["rss_overhead_bytes", 0], ["mem_fragmentation_ratio", "1.00"],
    ["mem_fragmentation_bytes", 0], ["mem_not_counted_for_evict", 0], ["mem_replication_backlog", 0],
    ["mem_total_replication_buffers", 0], ["mem_clients_slaves", 0],
    ["mem_clients_normal", server.sessions.size * CLIENT_BYTES + pending], ["mem_cluster_links", 0],
    ["mem_aof_buffer", 0], ["mem_allocator", "jemalloc-5.3.0"],
    ...(isValkey ? ([["mem_overhead_db_hashtable_rehashing", 0]] as const) : []),
    ["active_defrag_running", 0], ["lazyfree_pending_objects", 0], ["lazyfreed_objects", 0],
  ];
};
