// How many in which country: shades, and a spot with its number where there is something.
//
// Japanese readers expect the Pacific in the middle, others the Atlantic's side.  What cannot be
// placed is said below the map and stands in the table; nothing is left out in silence.
import { useEffect, useMemo, useState } from "preact/hooks";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { ChartFrame, type ChartBase } from "../chart-frame";
import { useWidth } from "../drawing/width";
import { text as componentText } from "../text";
import "./world-map.css";

export interface CountryValue {
  /** ISO 3166-1 alpha-2; null: not known. */
  readonly country: string | null;
  readonly value: number;
}

export interface WorldMapProps extends ChartBase {
  readonly values: readonly CountryValue[];
  readonly text: (value: number) => string;
  readonly hrefOf?: ((country: string) => string | undefined) | undefined;
}

type DrawWorld = typeof import("./world").drawWorld;

const kDarkest = 0.55;

function useDrawWorld(): DrawWorld | null {
  const [draw, setDraw] = useState<{ world: DrawWorld } | null>(null);
  useEffect(() => {
    let wanted = true;
    void import("./world").then((module) => wanted && setDraw({ world: module.drawWorld }));
    return () => void (wanted = false);
  }, []);
  return draw?.world ?? null;
}

export function WorldMap({ label, name, view, values, text, hrefOf, note }: WorldMapProps) {
  const words = useText(componentText);
  const format = useFormat();
  const [box, width] = useWidth();
  const drawWorld = useDrawWorld();
  const middle = format.language === "ja" ? 150 : 12;
  const world = useMemo(() => drawWorld?.(width, middle) ?? null, [drawWorld, width, middle]);
  const sorted = [...values].filter((one) => one.value > 0).sort((a, b) => b.value - a.value);
  const most = Math.max(1, ...sorted.map((one) => one.value));
  const known = new Map(sorted.map((one) => [one.country, one.value]));
  const placed = sorted.filter((one) => one.country !== null && world?.placeOf(one.country));
  const lost = sorted.filter((one) => !placed.includes(one));
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      draws="svg"
      kind="map"
      twin={{
        head: [words.country, words.count],
        rows: sorted.map((one) => [one.country === null ? words.noPlace : format.country(one.country), one.value]),
        numeric: [false, true],
        show: (value) => (typeof value === "number" ? text(value) : value),
      }}
    >
      <div ref={box} class="world-map">
        {!world && <div class="space" />}
        {world && (
          <svg width={width} height={world.height} role="group" aria-label={label}>
            {world.lands.map((land, at) => {
              const value = land.country ? (known.get(land.country) ?? 0) : 0;
              return (
                <g key={at} aria-hidden="true">
                  <path class="land" d={land.path} />
                  {value > 0 && <path class="shade" d={land.path} fill-opacity={0.12 + (kDarkest - 0.12) * Math.sqrt(value / most)} />}
                </g>
              );
            })}
            {placed.map((one) => (
              <Spot
                key={one.country}
                at={world.placeOf(one.country ?? "") ?? [0, 0]}
                said={`${format.country(one.country)}: ${text(one.value)}`}
                shown={text(one.value)}
                radius={Math.max(4, 17 * Math.sqrt(one.value / most))}
                href={hrefOf?.(one.country ?? "")}
              />
            ))}
          </svg>
        )}
        {world && lost.length > 0 && (
          <p class="soft small">
            {lost.map((one) => `${one.country === null ? words.noPlace : format.country(one.country)}: ${text(one.value)}`).join(" · ")}
          </p>
        )}
      </div>
    </ChartFrame>
  );
}

interface SpotProps {
  readonly at: readonly [number, number];
  readonly said: string;
  readonly shown: string;
  readonly radius: number;
  readonly href: string | undefined;
}

function Spot({ at: [x, y], said, shown, radius, href }: SpotProps) {
  const fits = shown.length * 6.4 < 2 * radius - 3;
  const spot = (
    <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
      <title>{said}</title>
      <circle class="spot" r={radius} />
      {fits && (
        <text class="amount" y={4} text-anchor="middle" aria-hidden="true">
          {shown}
        </text>
      )}
    </g>
  );
  if (href === undefined) return spot;
  return (
    <a href={href}>
      {spot}
    </a>
  );
}
