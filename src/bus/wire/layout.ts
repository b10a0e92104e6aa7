import type { EntryWriter, Producer } from "./entry-writer.ts";
import { PackedWriter } from "./packed-layout.ts";
import { EnhancedWriter, NautilusRustWriter, NautilusV1Writer } from "./single-layouts.ts";

/** How messages become entries. A reader takes all of them, mixed. */
export const LAYOUTS = ["nautilus-v1", "nautilus-rust", "enhanced", "packed"] as const;
export type Layout = (typeof LAYOUTS)[number];

/**
 * NautilusTrader's layouts say neither who wrote nor in what order: what such a producer sends again after a lost reply
 * is handled again, unless the append is fenced.
 */
export function entryWriter(layout: Layout, producer: Producer): EntryWriter {
  switch (layout) {
    case "nautilus-v1": return new NautilusV1Writer();
    case "nautilus-rust": return new NautilusRustWriter();
    case "enhanced": return new EnhancedWriter(producer);
    case "packed": return new PackedWriter(producer);
  }
}
