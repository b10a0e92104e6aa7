import type { ShippedScript } from "../native-script.ts";
import { batchAppend } from "./batch-append.ts";
import { bulkAppend } from "./bulk-append.ts";
import { fencedAppend } from "./fenced-append.ts";
import { takeEpoch } from "./take-epoch.ts";
import { trimBelow } from "./trim-below.ts";

/** What wavetank's own clients send, with what it does in JavaScript. */
export const SHIPPED_SCRIPTS: readonly ShippedScript[] = [batchAppend, bulkAppend, fencedAppend, takeEpoch, trimBelow];
