import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import type { InfoSection } from "./info-section.ts";
import { memorySection } from "./memory-section.ts";
import { replicationSection, serverSection } from "./server-section.ts";
import {
  clientsSection, clusterSection, commandSection, cpuSection, errorSection, keyspaceSection, modulesSection,
  persistenceSection,
} from "./state-sections.ts";
import { statsSection } from "./stats-section.ts";

/** In the order in which INFO gives them; those of `default` are asked for by name or by nothing. */
const SECTIONS: readonly { readonly name: string; readonly isDefault: boolean; readonly section: InfoSection }[] = [
  { name: "Server", isDefault: true, section: serverSection },
  { name: "Clients", isDefault: true, section: clientsSection },
  { name: "Memory", isDefault: true, section: memorySection },
  { name: "Persistence", isDefault: true, section: persistenceSection },
  { name: "Stats", isDefault: true, section: statsSection },
  { name: "Replication", isDefault: true, section: replicationSection },
  { name: "CPU", isDefault: true, section: cpuSection },
  { name: "Modules", isDefault: true, section: modulesSection },
  { name: "Commandstats", isDefault: false, section: commandSection },
  { name: "Errorstats", isDefault: true, section: errorSection },
  { name: "Latencystats", isDefault: false, section: () => [] },
  { name: "Cluster", isDefault: true, section: clusterSection },
  { name: "Keyspace", isDefault: true, section: keyspaceSection },
];

/** The text of INFO for the sections asked for; unknown ones give nothing. */
export function infoText(server: ServerState, asked: readonly Bytes[]): Bytes {
  const words = new Set(asked.map((word) => word.toLowerCase()));
  const all = words.has("all") || words.has("everything");
  const usual = words.size === 0 || words.has("default");
  return SECTIONS
    .filter(({ name, isDefault }) => all || (usual && isDefault) || words.has(name.toLowerCase()))
    .map(({ name, section }) => `# ${name}\r\n${section(server).map(([key, value]) => `${key}:${value}\r\n`).join("")}`)
    .join("\r\n");
}
