// Where servers are (countries) and where in Japan they are reported (the eleven regions).
import type { Schema } from "@/api/contract";
import { Section } from "@/components/page";
import { TileMap } from "@/components/tile-map";
import { WorldMap } from "@/components/world-map";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { text } from "./text";

const listOf = (country: string): string => `/servers?${new URLSearchParams({ q: `country ${country}` })}`;

export function Places({ today }: { readonly today: Schema<"Today"> }) {
  const words = useText(text);
  const format = useFormat();
  return (
    <Section title={words.where}>
      <div class="places">
        <WorldMap
          label={words.map}
          name="c2-servers-by-country"
          values={today.countries.map((one) => ({ country: one.country, value: one.servers }))}
          text={format.count}
          hrefOf={listOf}
        />
        <TileMap
          label={words.regions}
          name="c2-servers-by-region"
          note={words.regionsNote}
          values={today.regions.map((one) => ({ region: one.region, value: one.servers }))}
          text={format.count}
        />
      </div>
    </Section>
  );
}
