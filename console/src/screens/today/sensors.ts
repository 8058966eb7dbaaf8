// Sensors in the order of worry: what stopped or fell silent first, what is fine last.
import type { Schema } from "@/api/contract";

export type Sensor = Schema<"Sensors">["items"][number];
type Health = Sensor["health"];

const kWorry: Readonly<Record<Health, number>> = { stopped: 0, silent: 1, losing: 2, late: 3, unknown: 4, fine: 5 };

export function byWorry(sensors: readonly Sensor[]): readonly Sensor[] {
  return [...sensors].sort((a, b) => kWorry[a.health] - kWorry[b.health] || a.name.localeCompare(b.name));
}

/** A state that is not known is no alarm: a sensor that was only just set up has none. */
export const notFine = (sensor: Sensor): boolean => sensor.health !== "fine" && sensor.health !== "unknown";
