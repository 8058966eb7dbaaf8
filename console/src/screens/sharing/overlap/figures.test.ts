import { expect, test } from "vitest";
import { estimateOf, greatestFirst, operatorName, unseenInterval } from "./figures";

test("an estimate with a missing or endless figure is none", () => {
  expect(estimateOf({ estimate: null })).toBeNull();
  expect(estimateOf({ estimate: { unseen: 4, whole: 10, low: 7 } })).toBeNull();
  expect(estimateOf({ estimate: { unseen: 4, whole: 10, low: 7, high: Infinity } })).toBeNull();
  expect(estimateOf({ estimate: { unseen: 4, whole: 10, error: 1, low: 7, high: 18 } })).toEqual({
    unseen: 4,
    whole: 10,
    low: 7,
    high: 18,
  });
});

test("the interval of the unseen is that of all, less what is seen", () => {
  expect(unseenInterval({ unseen: 4, whole: 10, low: 7, high: 18 })).toEqual({ low: 1, high: 12 });
});

test("the greatest stands first", () => {
  const operator = (name: string, exclusive: number) => ({ operator: name, servers: 9, exclusive, gain_in_order: 1, gain_on_average: 1 });
  const items = greatestFirst({ operators: [operator("A", 1), operator("B", 5)] }, "exclusive", (name) => name);
  expect(items.map((item) => item.key)).toEqual(["B", "A"]);
});

test("a pseudonym is short, a name is whole", () => {
  const member = (id: string): string => `member ${id}`;
  expect(operatorName("identity--e9586a7c-b28e-427c-a4c5-1fd0dd6bd731", member)).toBe("member e9586a7c");
  expect(operatorName("東海ネット", member)).toBe("東海ネット");
});
