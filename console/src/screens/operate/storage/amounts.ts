// Amounts of storage.
const kLeastFree = 2 ** 30; // octets; as `noroshi hub doctor` asks
const kLeastShare = 0.05; // of the disk; likewise
const kDay = 86_400; // seconds

export function octetsOf(kept: readonly { readonly octets: number }[]): number {
  return kept.reduce((sum, one) => sum + one.octets, 0);
}

/** Whether the disk is fuller than the doctor takes for well. */
export function isScarce(disk: { readonly free: number; readonly size: number }): boolean {
  return disk.free <= kLeastFree || disk.free / disk.size <= kLeastShare;
}

/** Whole days of a retention; null: there is none. */
export function daysOf(seconds: number | undefined): number | null {
  return seconds === undefined ? null : Math.floor(seconds / kDay);
}
