import { expect, test } from "vitest";
import { country } from "@/format/countries";
import { allCountries, alpha2Of, kSmallPlaces } from "./iso";
import { drawWorld } from "./world";

test("every code is a country that the browser can name", () => {
  const codes = allCountries();
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).toHaveLength(249);
  for (const code of codes) expect(country(code, "en"), code).not.toBe(code);
  for (const code of Object.keys(kSmallPlaces)) expect(codes).toContain(code);
});

test("numbers of world-atlas are the countries they name", async () => {
  const atlas = (await import("world-atlas/countries-110m.json")).default as {
    objects: { countries: { geometries: { id?: string; properties: { name: string } }[] } };
  };
  const shapes = atlas.objects.countries.geometries;
  for (const [numeric, code] of [["392", "JP"], ["840", "US"], ["156", "CN"], ["276", "DE"], ["076", "BR"]]) {
    expect(alpha2Of(numeric)).toBe(code);
  }
  const without = shapes.filter((shape) => !alpha2Of(shape.id)).map((shape) => shape.properties.name);
  expect(without.sort()).toEqual(["Kosovo", "N. Cyprus", "Somaliland"]);
  // The first word of both names agrees nearly everywhere; what differs, differs in its wording only.
  const differing = shapes.filter((shape) => {
    const code = alpha2Of(shape.id);
    return code && country(code, "en").slice(0, 4) !== shape.properties.name.slice(0, 4);
  });
  // Only abbreviations and names that changed; which ones depends on the edition of CLDR.
  const wording = ["CD", "EH", "GQ", "MK", "SS", "SZ", "TF", "TR"];
  expect(differing.map((shape) => alpha2Of(shape.id)).filter((code) => !wording.includes(code ?? ""))).toEqual([]);
});

test("places stand on the map, wherever its middle is", () => {
  for (const middle of [0, 150]) {
    const world = drawWorld(800, middle);
    expect(world.height).toBeGreaterThan(300);
    for (const code of ["JP", "US", "FR", "SG", "HK", "BR"]) {
      const at = world.placeOf(code);
      expect(at, code).not.toBeNull();
      expect(at?.[0]).toBeGreaterThan(0);
      expect(at?.[0]).toBeLessThan(800);
      expect(at?.[1]).toBeGreaterThan(0);
      expect(at?.[1]).toBeLessThan(world.height);
    }
    expect(world.placeOf("XX")).toBeNull();
  }
});

test("France's number stands in Europe, not between it and Guiana", () => {
  const world = drawWorld(800, 0);
  const [france, germany] = [world.placeOf("FR"), world.placeOf("DE")];
  expect(Math.abs((france?.[0] ?? 0) - (germany?.[0] ?? 0))).toBeLessThan(30);
});
