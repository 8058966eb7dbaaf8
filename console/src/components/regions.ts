// The eleven regions of Japan's 総合通信局 (Okinawa's office is its 総合通信事務所), as the hub names them,
// and their place on a grid that keeps their neighbours.
import type { Language } from "@/settings/settings";

export const kRegions = [
  { region: "hokkaido", en: "Hokkaido", ja: "北海道", column: 6, row: 0 },
  { region: "tohoku", en: "Tohoku", ja: "東北", column: 6, row: 1 },
  { region: "hokuriku", en: "Hokuriku", ja: "北陸", column: 4, row: 2 },
  { region: "shinetsu", en: "Shin'etsu", ja: "信越", column: 5, row: 2 },
  { region: "kanto", en: "Kanto", ja: "関東", column: 6, row: 2 },
  { region: "chugoku", en: "Chugoku", ja: "中国", column: 2, row: 3 },
  { region: "kinki", en: "Kinki", ja: "近畿", column: 3, row: 3 },
  { region: "tokai", en: "Tokai", ja: "東海", column: 4, row: 3 },
  { region: "kyushu", en: "Kyushu", ja: "九州", column: 1, row: 4 },
  { region: "shikoku", en: "Shikoku", ja: "四国", column: 3, row: 4 },
  { region: "okinawa", en: "Okinawa", ja: "沖縄", column: 0, row: 5 },
] as const;

/** "kanto" is "Kanto" or "関東"; what is no region stays as it is. */
export function regionName(region: string, language: Language): string {
  return kRegions.find((one) => one.region === region)?.[language] ?? region;
}
