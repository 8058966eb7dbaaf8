// Japan's eleven communication regions as tiles: each as large as the other, the number in it.
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { ChartFrame, type ChartBase } from "./chart-frame";
import { kRegions } from "./regions";
import { text as componentText } from "./text";
import "./tile-map.css";

export { regionName } from "./regions";

export interface RegionValue {
  /** As the hub names it; null: without a region. */
  readonly region: string | null;
  readonly value: number;
}

export interface TileMapProps extends ChartBase {
  readonly values: readonly RegionValue[];
  readonly text: (value: number) => string;
  readonly hrefOf?: ((region: string) => string | undefined) | undefined;
}

const kTile = { width: 74, height: 52, gap: 4 };
const kDarkest = 0.5;

export function TileMap({ label, name, view, values, text, hrefOf, note }: TileMapProps) {
  const words = useText(componentText);
  const { language } = useFormat();
  const known = new Map(values.map((one) => [one.region, one.value]));
  const most = Math.max(1e-9, ...kRegions.map((one) => known.get(one.region) ?? 0));
  const elsewhere = known.get(null) ?? 0;
  const width = 7 * (kTile.width + kTile.gap);
  const height = 6 * (kTile.height + kTile.gap);
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      draws="svg"
      kind="map"
      twin={{
        head: [words.region, words.count],
        rows: [
          ...kRegions.map((one) => [one[language], known.get(one.region) ?? 0]),
          ...(elsewhere > 0 ? [[words.noRegion, elsewhere]] : []),
        ],
        numeric: [false, true],
        show: (value) => (typeof value === "number" ? text(value) : value),
      }}
    >
      <div class="tile-map">
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="group" aria-label={label}>
          {kRegions.map((one) => {
            const value = known.get(one.region) ?? 0;
            const href = hrefOf?.(one.region);
            const tile = (
              <g transform={`translate(${one.column * (kTile.width + kTile.gap)} ${one.row * (kTile.height + kTile.gap)})`}>
                <rect
                  width={kTile.width}
                  height={kTile.height}
                  rx={3}
                  fill-opacity={value === 0 ? 0 : 0.08 + (kDarkest - 0.08) * (value / most)}
                />
                <text class="place" x={8} y={19}>
                  {one[language]}
                </text>
                <text class="amount" x={kTile.width - 8} y={42} text-anchor="end">
                  {text(value)}
                </text>
              </g>
            );
            return href ? (
              <a key={one.region} href={href}>
                {tile}
              </a>
            ) : (
              <g key={one.region}>{tile}</g>
            );
          })}
        </svg>
        {elsewhere > 0 && <p class="soft small">{`${words.noRegion}: ${text(elsewhere)}`}</p>}
      </div>
    </ChartFrame>
  );
}
