// Where the console begins.
import { render } from "preact";
import { place, segmentsOf, startRouter } from "@/router/location";
import { screenFor } from "@/router/screens";
import { startSession } from "@/session/session";
import { markRoot } from "@/settings/settings";
import { Shell } from "@/shell/shell";
import "@/styles/base.css";

markRoot(document.documentElement);
startRouter();
startSession();
// Its chunk comes while the shell is drawn; what fails is told where the screen is shown.
screenFor(segmentsOf(place.get().path))
  ?.load()
  .catch(() => undefined);

const root = document.getElementById("console");
if (root) render(<Shell />, root);
