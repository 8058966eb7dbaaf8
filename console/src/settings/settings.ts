// What a person chose for this browser: language, time zone, theme.
//
// Kept in localStorage and never in the URL: a link that a colleague sends must show the same thing
// in the colleague's language.  The page's root carries them as lang, data-theme and data-zone, so
// that style sheets follow without a script.
import { cell, useCell } from "@/state/cell";

export type Language = "en" | "ja";
export type Zone = "UTC" | "JST";
export type Theme = "system" | "light" | "dark";

export interface Settings {
  readonly language: Language;
  readonly zone: Zone;
  readonly theme: Theme;
}

const kPlace = "noroshi.settings";

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.includes(value as T) ? (value as T) : otherwise;
}

/** Settings from what was stored, whatever that is. */
export function readSettings(stored: string | null, browserLanguage: string): Settings {
  let kept: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(stored ?? "{}");
    if (typeof parsed === "object" && parsed !== null) kept = parsed as Record<string, unknown>;
  } catch {
    // Somebody else's text under our key: begin anew.
  }
  const japanese = browserLanguage.toLowerCase().startsWith("ja");
  return {
    language: oneOf(kept["language"], ["en", "ja"], japanese ? "ja" : "en"),
    zone: oneOf(kept["zone"], ["UTC", "JST"], japanese ? "JST" : "UTC"),
    theme: oneOf(kept["theme"], ["system", "light", "dark"], "system"),
  };
}

function stored(): string | null {
  try {
    return globalThis.localStorage?.getItem(kPlace) ?? null;
  } catch {
    return null; // storage forbidden by the browser: choices last until the page is left
  }
}

export const settings = cell<Settings>(readSettings(stored(), globalThis.navigator?.language ?? "en"));

export function choose(change: Partial<Settings>): void {
  const next = { ...settings.get(), ...change };
  settings.set(next);
  try {
    globalThis.localStorage?.setItem(kPlace, JSON.stringify(next));
  } catch {
    // as above
  }
}

export const useSettings = (): Settings => useCell(settings);

/** Keeps the root element's attributes as the settings are. */
export function markRoot(root: HTMLElement): void {
  const mark = (now: Settings): void => {
    root.lang = now.language;
    root.dataset["zone"] = now.zone;
    if (now.theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = now.theme;
  };
  mark(settings.get());
  settings.follow(mark);
}
