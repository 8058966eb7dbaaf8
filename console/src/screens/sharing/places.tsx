// Where a contribution goes, or went: the limits of its label in words, and who can see it by them.
import type { ComponentChildren } from "preact";
import type { Schema } from "@/api/contract";
import { Tlp } from "@/components/badge";
import type { Pair } from "@/components/keyvalue";
import { regionName } from "@/components/tile-map";
import { useFormat } from "@/format/format";
import type { Language } from "@/settings/settings";
import { useText } from "@/text/dictionary";
import { text } from "./text";

export type Audience = Schema<"Audience">;

/** Where something goes: what waits and what has left say it alike. */
export interface Place {
  readonly collection?: string | undefined;
  readonly community?: string | undefined;
  readonly tlp?: string | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly hops?: number | undefined;
  readonly anonymous?: boolean | undefined;
  readonly audience?: Audience | undefined;
}

export type Collections = ReadonlyMap<string, Schema<"Collection">>;

export function collectionTitle(id: string | undefined, collections: Collections): string {
  if (id === undefined) return "–";
  return collections.get(id)?.title ?? id;
}

export function regionNames(regions: readonly string[] | undefined, language: Language, all: string): string {
  if (!regions || regions.length === 0) return all;
  return regions.map((region) => regionName(region, language)).join(language === "ja" ? "、" : ", ");
}

/** The organisations by name, and how many hubs; nobody in as many words. */
export function AudienceList({ audience }: { readonly audience: Audience }) {
  const words = useText(text);
  const format = useFormat();
  if (audience.organisations.length === 0 && audience.peers === 0) return <span>{words.nobody}</span>;
  return (
    <>
      {audience.organisations.length > 0 && (
        <ul class="audience">
          {audience.organisations.map((organisation) => (
            <li key={organisation}>{organisation}</li>
          ))}
        </ul>
      )}
      {audience.peers > 0 && <span>{words.andPeers(format.count(audience.peers))}</span>}
    </>
  );
}

export function usePlacePairs(place: Place, collections: Collections): Pair[] {
  const words = useText(text);
  const format = useFormat();
  const hops = (count: number): string => (count === 0 ? words.noHops : words.hopsCount(format.count(count)));
  const said = <T,>(value: T | undefined, write: (value: T) => ComponentChildren): ComponentChildren =>
    value === undefined ? undefined : write(value);
  return [
    { name: words.collection, value: said(place.collection, (id) => collectionTitle(id, collections)) },
    { name: words.community, value: place.collection === undefined ? undefined : (place.community ?? words.noCommunity) },
    { name: words.tlp, value: said(place.tlp, (label) => <Tlp label={label} />) },
    {
      name: words.regions,
      value: said(place.regions, (regions) => regionNames(regions, format.language, words.allRegions)),
    },
    { name: words.hops, value: said(place.hops, hops) },
    { name: words.provider, value: said(place.anonymous, (yes) => (yes ? words.anonymousYes : words.anonymousNo)) },
    { name: words.audience, value: said(place.audience, (audience) => <AudienceList audience={audience} />) },
  ];
}
