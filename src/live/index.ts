export { LiveClock } from "./live-clock.ts";
