// Outlines of countries and where their numbers stand.  A chunk of its own: 110m of world-atlas and
// the projection come only where a map is shown.
import { geoArea, geoCentroid, geoNaturalEarth1, geoPath } from "d3-geo";
import type { Feature, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json";
import { alpha2Of, kSmallPlaces } from "./iso";

export interface Land {
  /** undefined where ISO has no code for it. */
  readonly country: string | undefined;
  readonly path: string;
}

export interface World {
  readonly lands: readonly Land[];
  readonly height: number;
  /** Where a country's number stands, in pixels; null for what is no place on this map. */
  placeOf(country: string): readonly [number, number] | null;
}

const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>;

/** The largest part of a country: the number of France stands in Europe. */
function mainland(shape: Feature): Geometry {
  const { geometry } = shape;
  if (geometry.type !== "MultiPolygon") return geometry;
  const parts = geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }) as const);
  return parts.reduce((most, part) => (geoArea(part) > geoArea(most) ? part : most));
}

/** A world `width` pixels wide, with `middle` degrees east in its middle. */
export function drawWorld(width: number, middle: number): World {
  const shapes = feature(topology, topology.objects.countries).features.filter((shape) => alpha2Of(shape.id) !== "AQ");
  const all = { type: "FeatureCollection", features: shapes } as const;
  const projection = geoNaturalEarth1().rotate([-middle, 0]).fitWidth(width, all);
  const path = geoPath(projection);
  const [[, top], [, bottom]] = path.bounds(all);
  projection.translate([projection.translate()[0], projection.translate()[1] - top]);
  const places = new Map<string, readonly [number, number] | null>();
  for (const shape of shapes) {
    const country = alpha2Of(shape.id);
    if (country) places.set(country, projection(geoCentroid(mainland(shape))));
  }
  for (const [country, [east, north]] of Object.entries(kSmallPlaces)) {
    if (!places.has(country)) places.set(country, projection([east, north]));
  }
  return {
    lands: shapes.map((shape) => ({ country: alpha2Of(shape.id), path: path(shape) ?? "" })),
    height: Math.ceil(bottom - top),
    placeOf: (country) => places.get(country) ?? null,
  };
}
