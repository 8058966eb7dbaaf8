// Intelligence: looking things up, and one object with all that is known around it.
//
// Objects come from strangers.  Whatever they hold is shown as text: no link leads outside, nothing is
// run, and what would not be seen is made visible (safe-text.tsx).
import type { ScreenProps } from "@/router/screens";
import { ObjectPage } from "./object-page";
import { SearchPage } from "./search-page";

export default function Intelligence({ rest }: ScreenProps) {
  const [part, id] = rest;
  return part === "objects" && id !== undefined ? <ObjectPage key={id} id={id} /> : <SearchPage />;
}
