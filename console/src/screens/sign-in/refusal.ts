// What a refused sign-in means, as one of the texts of this page.
import type { Problem } from "@/api/problem";

export type Refusal = "wrong" | "missing" | "forbidden" | "wait" | "unavailable" | "network";

export function refusalOf(problem: Problem): Refusal {
  switch (problem.trouble) {
    case "sign-in":
      return "wrong";
    case "forbidden":
      return "forbidden";
    case "too-many":
      return "wait";
    case "invalid":
      return "missing";
    case "network":
    case "stopped":
      return "network";
    default:
      return "unavailable";
  }
}
