// The screens of the console: the first part of the path chooses one, the rest is the screen's own.
//
// Each is a chunk of its own, fetched when somebody goes there.  A new screen is one line here, one
// folder in screens/ and one word in the shell's text.
import type { ComponentType } from "preact";

export interface ScreenProps {
  /** The decoded parts of the path after the screen's name. */
  readonly rest: readonly string[];
}

export type ScreenName =
  | "today"
  | "servers"
  | "flows"
  | "intelligence"
  | "sharing"
  | "operate"
  | "sign-in"
  | "gallery";

export interface Screen {
  readonly name: ScreenName;
  /** First part of the path; "" is the front page. */
  readonly path: string;
  /** After `g`: goes there. Screens without a key are not in the header. */
  readonly key?: string;
  /** Shown without an account. */
  readonly open?: boolean;
  load(): Promise<{ default: ComponentType<ScreenProps> }>;
}

export const screens: readonly Screen[] = [
  { name: "today", path: "", key: "t", load: () => import("@/screens/today") },
  { name: "servers", path: "servers", key: "s", load: () => import("@/screens/servers") },
  { name: "flows", path: "flows", key: "f", load: () => import("@/screens/flows") },
  { name: "intelligence", path: "intelligence", key: "i", load: () => import("@/screens/intelligence") },
  { name: "sharing", path: "sharing", key: "h", load: () => import("@/screens/sharing") },
  { name: "operate", path: "operate", key: "o", load: () => import("@/screens/operate") },
  { name: "sign-in", path: "sign-in", open: true, load: () => import("@/screens/sign-in") },
  { name: "gallery", path: "gallery", open: true, load: () => import("@/screens/gallery") },
];

export function screenFor(segments: readonly string[]): Screen | undefined {
  // The front page has a name, too, for whoever types it.
  const first = segments[0] === "today" ? "" : (segments[0] ?? "");
  return screens.find((screen) => screen.path === first);
}
