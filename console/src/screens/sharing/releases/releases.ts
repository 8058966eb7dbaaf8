// What left, as a list shows it.
import type { Schema } from "@/api/contract";
import type { Tone } from "@/components/badge";

export type Release = Schema<"Release">;
export const kStates = ["released", "held", "retracted", "refused", "all"] as const;

export const kTones: Readonly<Record<Release["state"], Tone>> = {
  held: "note",
  released: "good",
  retracted: "plain",
  refused: "warn",
};

/** "A, B +3 · 2 hubs": short enough for a cell; the whole list is in its title. */
export function audienceShort(audience: Release["audience"], organisations: (n: number) => string, hubs: (n: number) => string): string {
  if (!audience) return "–";
  const { organisations: names, peers } = audience;
  const said = names.length === 0 ? [] : names.length <= 2 ? [names.join(", ")] : [organisations(names.length)];
  if (peers > 0) said.push(hubs(peers));
  return said.length === 0 ? "–" : said.join(" · ");
}

/** Everybody who could see one of them, and in which collections: who hears of a retraction. */
export function hearersOf(releases: readonly Release[]): { organisations: string[]; peers: number; collections: string[] } {
  const shared = releases.filter((release) => release.state === "released");
  return {
    organisations: [...new Set(shared.flatMap((release) => release.audience?.organisations ?? []))].sort((a, b) => a.localeCompare(b)),
    peers: Math.max(0, ...shared.map((release) => release.audience?.peers ?? 0)),
    collections: [...new Set(shared.map((release) => release.collection))],
  };
}
