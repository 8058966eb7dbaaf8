import { expect, test } from "vitest";
import { sampleWaiting } from "../samples";
import { bundleOf } from "./bundle";
import type { Waiting } from "./checks";

function waits(number: number, type: string, refs: Readonly<Record<string, unknown>> = {}, collection?: string): Waiting {
  const id = `${type}--${number}`;
  return sampleWaiting(number, { id, type, object: { type, id, ...refs } as Waiting["object"], ...(collection ? { collection } : {}) });
}

const maker = waits(1, "identity");
const indicator = waits(2, "indicator", { created_by_ref: maker.id });
const sighting = waits(3, "sighting", { sighting_of_ref: indicator.id, observed_data_refs: ["observed-data--4"] });
const observed = waits(4, "observed-data", { object_refs: ["elsewhere--1"] });
const other = waits(5, "indicator", { created_by_ref: maker.id });
const all = [maker, indicator, sighting, observed, other];
const numbers = (items: readonly Waiting[]): readonly number[] => items.map((item) => item.number);

test("a Finding's objects belong together, in either direction of their references", () => {
  expect(numbers(bundleOf(all, indicator))).toEqual([1, 2, 3, 4]);
  expect(numbers(bundleOf(all, observed))).toEqual([1, 2, 3, 4]);
});

test("who made two Findings does not make them one", () => {
  expect(numbers(bundleOf(all, other))).toEqual([1, 5]);
});

test("definitions of extensions come along, with who made them", () => {
  const author = waits(6, "identity");
  const definition = waits(7, "extension-definition", { created_by_ref: author.id });
  const [one, two] = [8, 9].map((number) => waits(number, "indicator", { extensions: { [definition.id]: { finding: {} } } }));
  expect(numbers(bundleOf([author, definition, one!, two!], one!))).toEqual([6, 7, 8]);
});

test("what goes to another collection is another decision", () => {
  const elsewhere = waits(6, "note", { object_refs: [indicator.id] }, "another");
  expect(numbers(bundleOf([...all, elsewhere], elsewhere))).toEqual([6]);
  expect(numbers(bundleOf([...all, elsewhere], indicator))).toEqual([1, 2, 3, 4]);
});

test("what is tied to nothing stands alone", () => {
  expect(numbers(bundleOf([waits(7, "tool")], waits(7, "tool")))).toEqual([7]);
});
