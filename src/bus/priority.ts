/** How urgent a message is. Higher is served first. The values are the origin design's. */
export const Priority = { LOW: 0, NORMAL: 1, HIGH: 2, CRITICAL: 3 } as const;
export type Priority = (typeof Priority)[keyof typeof Priority];
export type PriorityName = keyof typeof Priority;

/** From the most urgent to the least: the order of service and of every report. */
export const PRIORITIES: readonly Priority[] = [Priority.CRITICAL, Priority.HIGH, Priority.NORMAL, Priority.LOW];

const NAMES: readonly PriorityName[] = ["LOW", "NORMAL", "HIGH", "CRITICAL"];

export const priorityName = (priority: Priority): PriorityName => NAMES[priority] as PriorityName;

/** One value for each class. */
export type PerPriority<T> = Readonly<Record<PriorityName, T>>;

export function perPriority<T>(value: (priority: Priority, name: PriorityName) => T): PerPriority<T> {
  return {
    LOW: value(Priority.LOW, "LOW"),
    NORMAL: value(Priority.NORMAL, "NORMAL"),
    HIGH: value(Priority.HIGH, "HIGH"),
    CRITICAL: value(Priority.CRITICAL, "CRITICAL"),
  };
}
