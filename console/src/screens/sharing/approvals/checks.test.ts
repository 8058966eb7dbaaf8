import { expect, test } from "vitest";
import { audienceOf, checkList, isBlocked, kRules, nameOf, nextOf, stepFrom, type Remark } from "./checks";

const remark = (rule: string, blocks: boolean): Remark => ({ rule, blocks, property: "/name", en: "e", ja: "j" });

test("what blocks stands first, and every rule is there", () => {
  const checks = checkList([remark("payload", false), remark("own-name", true), remark("own-name", true)]);
  expect(checks.map((check) => check.rule).slice(0, 2)).toEqual(["own-name", "payload"]);
  expect(checks[0]?.remarks).toHaveLength(2);
  expect(checks).toHaveLength(kRules.length);
  expect(checks.filter((check) => check.blocks)).toHaveLength(1);
});

test("a rule that is newer than this console is shown, not swallowed", () => {
  expect(checkList([remark("new-rule", true)])[0]).toMatchObject({ rule: "new-rule", blocks: true });
});

test("only a blocking remark blocks", () => {
  expect(isBlocked({ remarks: [remark("payload", false)] })).toBe(false);
  expect(isBlocked({ remarks: [remark("payload", false), remark("own-name", true)] })).toBe(true);
});

test("an object is called by its name, its value or its pattern", () => {
  expect(nameOf({ id: "indicator--1", name: "C&C", pattern: "[x]" })).toBe("C&C");
  expect(nameOf({ id: "ipv4-addr--1", value: "198.51.100.7" })).toBe("198.51.100.7");
  expect(nameOf({ id: "sighting--4f9bcaf6-79c4-5bca-b229-387326fbf797", name: "  " })).toBe("sighting 4f9bcaf6");
  expect(nameOf({ id: 7, name: {} })).toBe("–");
});

test("after a decision the next one is looked at, and the queue has two ends", () => {
  const items = [{ number: 3 }, { number: 5 }, { number: 9 }];
  expect(nextOf(items, 5)).toBe(9);
  expect(nextOf(items, 9)).toBe(5);
  expect(nextOf([{ number: 3 }], 3)).toBeUndefined();
  expect(stepFrom(items, 9, 1)).toBe(9);
  expect(stepFrom(items, 3, -1)).toBe(3);
  expect(stepFrom(items, 3, 1)).toBe(5);
  expect(stepFrom(items, undefined, 1)).toBe(3);
});

test("of several items everybody who sees one is told", () => {
  const audience = audienceOf([
    { audience: { organisations: ["B", "A"], peers: 1 } },
    { audience: { organisations: ["A", "C"], peers: 2 } },
    {},
  ]);
  expect(audience).toEqual({ organisations: ["A", "B", "C"], peers: 2 });
});
