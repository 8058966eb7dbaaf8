import { expect, test } from "vitest";
import type { Hit } from "./hits";
import { titleOf } from "./title";

const kFrom = "campaign--00000000-0000-4000-8000-000000000001";
const kTo = "url--00000000-0000-4000-8000-000000000002";
const words = { types: { campaign: "Campaign", url: "URL" }, relations: { uses: "uses" } };

function relationship(relation: string): Pick<Hit, "id" | "type" | "name" | "object"> {
  const id = "relationship--00000000-0000-4000-8000-000000000003";
  const object = { type: "relationship", id, relationship_type: relation, source_ref: kFrom, target_ref: kTo };
  return { id, type: "relationship", name: relation, object };
}

test("a relationship is called by what it joins", () => {
  const names = new Map([[kFrom, "Night"], [kTo, "http://evil.example/"]]);
  expect(titleOf(relationship("uses"), names, words)).toBe("Night → uses → hxxp://evil[.]example/");
  expect(titleOf(relationship("x-own"), new Map(), words)).toBe("Campaign → x-own → URL");
});

test("what has no name is called by its id", () => {
  const id = "observed-data--00000000-0000-4000-8000-000000000004";
  expect(titleOf({ id, type: "observed-data", name: "observed-data", object: { type: "observed-data", id } }, new Map(), words)).toBe("observed-data--00000000");
});
