// Members of a community, counted for the map.
import type { Schema } from "@/api/contract";

export type Community = Schema<"CommunityDetail">;
export type Member = Community["members"][number];

/** Members in each region; null holds those that name none. */
export function membersByRegion(members: readonly Member[]): { region: string | null; value: number }[] {
  const counts = new Map<string | null, number>();
  for (const member of members) {
    const regions = member.regions && member.regions.length > 0 ? member.regions : [null];
    for (const region of regions) counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  return [...counts].map(([region, value]) => ({ region, value }));
}
