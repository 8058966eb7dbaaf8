// Where the console begins.
import { render } from "preact";
import { startRouter } from "@/router/location";
import { startSession } from "@/session/session";
import { markRoot } from "@/settings/settings";
import { Shell } from "@/shell/shell";
import "@/styles/base.css";

markRoot(document.documentElement);
startRouter();
startSession();

const root = document.getElementById("console");
if (root) render(<Shell />, root);
