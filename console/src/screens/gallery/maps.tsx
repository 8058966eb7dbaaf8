// Maps and graphs of the gallery.
import { Graph } from "@/components/graph";
import { TileMap } from "@/components/tile-map";
import { WorldMap } from "@/components/world-map";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { kGraph, largeGraph } from "./samples";
import { text } from "./text";

const kCountries = [
  { country: "US", value: 412 },
  { country: "NL", value: 188 },
  { country: "RU", value: 140 },
  { country: "JP", value: 64 },
  { country: "SG", value: 51 },
  { country: "HK", value: 48 },
  { country: "DE", value: 45 },
  { country: "BR", value: 12 },
  { country: "ZA", value: 3 },
  { country: "XX", value: 2 },
  { country: null, value: 9 },
];

const kRegions = [
  { region: "kanto", value: 88 },
  { region: "kinki", value: 41 },
  { region: "tokai", value: 22 },
  { region: "kyushu", value: 17 },
  { region: "hokkaido", value: 9 },
  { region: "okinawa", value: 2 },
  { region: null, value: 30 },
];

const kLarge = largeGraph(200);

export function Maps() {
  const words = useText(text);
  const format = useFormat();
  const kindText = (kind: string): string => kind;
  const hrefOf = (id: string): string => `/gallery?part=maps&open=${id}`;
  return (
    <div class="stack far">
      <WorldMap label={words.world} name="world" values={kCountries} text={format.count} hrefOf={hrefOf} />
      <TileMap label={words.regions} name="regions" values={kRegions} text={format.count} />
      <Graph label={words.relations} name="relations" nodes={kGraph.nodes} edges={kGraph.edges} centre="i" kindText={kindText} hrefOf={hrefOf} />
      <Graph label={words.large} name="large" nodes={kLarge.nodes} edges={kLarge.edges} centre="n0" kindText={kindText} />
    </div>
  );
}
