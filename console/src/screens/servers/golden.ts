// The answers of a real hub that the tests of the program keep (tests/golden/api), for tests of screens:
// what the hub answers is what they draw.
import { readFileSync } from "node:fs";
import type { AnswerOf, PathsWith } from "@/api/contract";

const folder = new URL("../../../../tests/golden/api/", import.meta.url);

/** A file as the answer of a GET route; its form is checked against the contract by the program's tests. */
export function golden<P extends PathsWith<"get">>(name: string, _of: P): AnswerOf<P, "get"> {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as AnswerOf<P, "get">;
}
