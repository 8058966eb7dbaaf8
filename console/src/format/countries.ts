// Names of countries by the browser's own tables (CLDR), in both languages.
import type { Language } from "@/settings/settings";

const kNames: Readonly<Record<Language, Intl.DisplayNames>> = {
  en: new Intl.DisplayNames("en", { type: "region", fallback: "none" }),
  ja: new Intl.DisplayNames("ja", { type: "region", fallback: "none" }),
};

/** "JP" is "Japan" or "日本"; what is no country stays as it is. */
export function country(code: string | null | undefined, language: Language): string {
  if (!code) return "–";
  if (!/^[A-Za-z]{2}$/.test(code)) return code;
  return kNames[language].of(code.toUpperCase()) ?? code;
}
