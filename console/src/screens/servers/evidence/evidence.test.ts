import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatFor } from "@/format/format";
import { figuresOf, figureNames, mainFigure, oneDigit, tenToMinus } from "./figures";
import { innocentText } from "./innocent";
import { lines, lineTitle, reasonText } from "./lines";
import { kCommon, kSecondWeb } from "./ports";
import { sentenceOf, toldLines, type Evidence } from "./sentence";
import { likelihood, probabilityOf, runningSum } from "./sum";

const ja = formatFor({ language: "ja", zone: "JST", theme: "light" });
const en = formatFor({ language: "en", zone: "UTC", theme: "light" });
const repository = new URL("../../../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, repository), "utf8");

/** The rows of the table "Lines of evidence" of docs/formats/finding.md. */
function documented(): { name: string; counts: string[] }[] {
  const table = read("docs/formats/finding.md").split("## Lines of evidence")[1]!.split("## ")[0]!;
  const rows = [...table.matchAll(/^\| `(\w+)` \|[^|]*\|([^|]*)\|/gm)].slice(1); // the first is the head
  return rows.map(([, name, counts]) => ({
    name: name!,
    counts: [...counts!.matchAll(/`(\w+)`/g)].map(([, count]) => count!),
  }));
}

const evidence = (name: string, value: number, unit: string, counts: Record<string, number>, weight = 2): Evidence => ({
  name,
  value,
  unit,
  weight,
  counts,
  text: "the English sentence",
});

describe("every documented line of evidence", () => {
  const all = documented();
  it("is found in the documentation", () => expect(all.length).toBeGreaterThanOrEqual(25));
  it.each(all)("$name has titles and sentences in both languages", ({ name }) => {
    for (const language of ["en", "ja"] as const) {
      expect(Object.keys(lines[language].title)).toContain(name);
      expect(Object.keys(lines[language].says)).toContain(name);
    }
    expect(toldLines).toContain(name);
  });
  it.each(all)("$name has names for its figures", ({ counts }) => {
    for (const count of counts) expect(Object.keys(figureNames.ja)).toContain(count);
  });
  it.each(all)("$name is told in Japanese when all figures are there", ({ name, counts }) => {
    const given = Object.fromEntries(counts.map((count) => [count, 3]));
    const said = sentenceOf(evidence(name, 2, "1", given), ja);
    expect(said.lang).toBe("ja");
    expect(said.text).not.toMatch(/undefined|NaN|–/);
  });
});

describe("a sentence", () => {
  const beat = evidence("periodic_contact", 300, "s", {
    jitter: 0.02, log_likelihood_ratio: 40, on_schedule: 0.97, intervals: 288, clients: 4, of_clients: 5, missed: 0, chance: 1e-9,
  });
  it("is the hub's own in English", () => expect(sentenceOf(beat, en)).toEqual({ text: "the English sentence", lang: "en" }));
  it("is written from the figures in Japanese", () => {
    expect(sentenceOf(beat, ja).text).toBe(
      "5分ごとに接続(ゆらぎ2\u00a0%)。288区間の97\u00a0%が周期に一致、繰り返し接続する端末5台中4台",
    );
  });
  it("tells what was not seen of a sampled beat", () => {
    const thin = { ...beat, counts: { ...beat.counts, missed: 0.6 } };
    expect(sentenceOf(thin, ja).text).toContain("接続の60\u00a0%は未観測");
  });
  it("stays English where a figure is missing", () => {
    expect(sentenceOf(evidence("retries", 3, "attempts", { clients: 1 }), ja)).toEqual({ text: "the English sentence", lang: "en" });
  });
  it("stays English for a line that came after this console", () => {
    expect(sentenceOf(evidence("tomorrow", 3, "s", {}), ja).lang).toBe("en");
    expect(lineTitle("tomorrow", "ja")).toBe("tomorrow");
    expect(reasonText("tomorrow", "a new reason", "ja")).toBe("a new reason");
  });
  it("tells a fast pace from a slow one, and a command from a download", () => {
    expect(sentenceOf(evidence("pace", 60, "s", {}), ja).text).toContain("マルウェアに多く");
    expect(sentenceOf(evidence("pace", 1800, "s", {}), ja).text).toContain("更新確認");
    expect(sentenceOf(evidence("exchange_shape", 400, "octets", { exchanges: 9 }), ja).text).toContain("短いやり取り");
    expect(sentenceOf(evidence("exchange_shape", 90_000, "octets", { exchanges: 9 }), ja).text).toContain("ダウンロード");
  });
  it.each([
    [6667, 1, "使う一般的なサービスはない"],
    [8080, 1, "代替ポート"],
    [443, 1, "一般的なサービスのポート"],
    [443, 0, "一般的なサービスのポート"],
    [40_000, 0, "UDPポート40000は"],
  ])("knows what port %i is", (port, tcp, said) => {
    expect(sentenceOf(evidence("rare_port", port, "port", { tcp }, 0), ja).text).toContain(said);
  });
  it.each([
    ["kAltWeb", kSecondWeb],
    ["kCommon", kCommon],
  ])("has the ports of the program: %s", (name, ours) => {
    const list = new RegExp(`${name} =\\s+std::to_array<std::uint16_t>\\(\\s*\\{([^}]*)\\}`).exec(read("src/detect/c2/ports.cpp"))?.[1];
    expect(list?.split(",").map(Number)).toEqual(ours);
  });
});

describe("figures", () => {
  it("carry their units", () => {
    expect(mainFigure("periodic_contact", 90, "s", en)).toBe("1 min 30 s");
    expect(mainFigure("same_size", 0.84, "1", en)).toBe("84\u00a0%");
    expect(mainFigure("direction", 1.62, "1", en)).toBe("1.6 ×");
    expect(mainFigure("retries", 12_000, "attempts", ja)).toBe("12,000回");
    expect(mainFigure("young_server", 0.5, "d", ja)).toBe("12時間");
    expect(mainFigure("tomorrow", 2.5, "kelvin", en)).toBe("2.5 kelvin");
  });
  it("write chances as powers of ten", () => {
    expect(tenToMinus(12.4)).toBe("10⁻¹²");
    expect(tenToMinus(0.2)).toBe("1");
    expect(oneDigit(6.47e-19, "ja")).toBe("6×10⁻¹⁹");
    expect(oneDigit(0.0312, "en")).toBe("0.03");
  });
  it("know what `watched` means in each line", () => {
    expect(figuresOf("persistence", { watched: 24 }, en)[0]?.value).toBe("1 d");
    expect(figuresOf("popularity", { watched: 2400 }, en)[0]?.value).toBe("2,400");
  });
  it("show an unknown one as it came", () => {
    expect(figuresOf("popularity", { tomorrow: 7 }, ja)).toEqual([{ name: "tomorrow", value: "7" }]);
  });
});

describe("the nearest innocent explanation", () => {
  const source = read("src/detect/c2/innocence.cpp").replace(/"\s*\n\s*"/g, "");
  const english = [...source.matchAll(/\{\s*"([a-z][^"_]* [^"]*)",\s*"[^"]*[^\x00-\x7f]/g)].map(([, text]) => text!);
  it("is found in the program", () => expect(english.length).toBeGreaterThanOrEqual(12));
  it.each(english)("%s: has its Japanese", (text) => {
    expect(innocentText(text, "ja").lang).toBe("ja");
    expect(innocentText(text, "en")).toEqual({ text, lang: "en" });
  });
});

describe("the sum", () => {
  it("runs from the prior to the probability", () => {
    const steps = runningSum(-5, [evidence("retries", 1, "attempts", {}, 4), evidence("popularity", 1, "clients", {}, -1)]);
    expect(steps.map((step) => step.sum)).toEqual([-1, -2]);
    expect(steps[1]?.probability).toBeCloseTo(probabilityOf(-2), 12);
    expect(probabilityOf(0)).toBe(0.5);
  });
  it("has words for each probability", () => {
    expect([0.999, 0.95, 0.9, 0.6, 0.5, 0.3, 0.1, 0.01].map(likelihood)).toEqual([
      "certain", "certain", "veryLikely", "likely", "even", "unlikely", "veryUnlikely", "remote",
    ]);
  });
});
