// The answers of a real hub that the tests of the program keep (tests/golden/api), for tests of screens:
// what the hub answers is what they draw.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { AnswerOf, PathsWith } from "@/api/contract";

// Tests run in console/; the address of this module is not a file's where a page is imitated.
const folder = resolve("../tests/golden/api");

/** A file as the answer of a GET route; its form is checked against the contract by the program's tests. */
export function golden<P extends PathsWith<"get">>(name: string, _of: P): AnswerOf<P, "get"> {
  return JSON.parse(readFileSync(resolve(folder, `${name}.json`), "utf8")) as AnswerOf<P, "get">;
}
