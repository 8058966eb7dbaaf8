import { expect, test } from "vitest";
import { membersByRegion, type Member } from "./members";

const member = (regions: string[]): Member => ({ organisation: "O", regions, people: 1, machines: 0, peers: 0 });

test("an organisation counts in each of its regions, and somewhere", () => {
  const counted = membersByRegion([member(["kanto", "tokai"]), member(["kanto"]), member([])]);
  expect(counted).toContainEqual({ region: "kanto", value: 2 });
  expect(counted).toContainEqual({ region: "tokai", value: 1 });
  expect(counted).toContainEqual({ region: null, value: 1 });
});
