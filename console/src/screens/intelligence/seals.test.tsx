// @vitest-environment happy-dom
// Who sealed something and since when, in both languages; and what an attacker writes into a name.
import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, describe, expect, it } from "vitest";
import type { Schema } from "@/api/contract";
import { golden } from "@/screens/servers/golden";
import { choose, type Language } from "@/settings/settings";
import { SealLine, Seals } from "./seals";

const seals = golden("object", "/objects/{id}").seals ?? [];
afterEach(cleanup);

const show = (shown: Schema<"Seals"> | undefined, language: Language = "en"): void => {
  choose({ language, zone: "UTC" });
  render(<Seals seals={shown} />);
};

describe("seals", () => {
  it("name organisation, number, level and time, as the hub answered", () => {
    show(seals);
    expect(seals).toHaveLength(2);
    expect(screen.getByText("例示通信")).toBeTruthy();
    expect(screen.getByText("corporate number 7000012050002")).toBeTruthy();
    expect(screen.getByText("B-T: with a time stamp")).toBeTruthy();
    expect(screen.getByText("Time-stamped")).toBeTruthy();
    expect(screen.getByText("Here since")).toBeTruthy(); // the one without a stamp
    expect(screen.getAllByText("valid")).toHaveLength(2);
  });
  it("say so in Japanese", () => {
    show(seals, "ja");
    expect(screen.getByText("法人番号 7000012050002")).toBeTruthy();
    expect(screen.getAllByText("有効")).toHaveLength(2);
  });
  it("say quietly that there are none", () => {
    show(undefined);
    expect(screen.getByText("Not sealed").className).toBe("soft");
    expect(screen.queryByRole("list")).toBeNull();
  });
  it("are named in one line where somebody decides", () => {
    choose({ language: "en", zone: "UTC" });
    render(<SealLine seals={seals} />);
    expect(screen.getByText("Sealed by 例示通信, 北日本電信")).toBeTruthy();
    cleanup();
    render(<SealLine seals={undefined} />);
    expect(screen.getByText("Not sealed")).toBeTruthy();
  });
  it("show hostile names as text", () => {
    const hostile = `O=<img src=x onerror="noroshiComplains()">`;
    const { corporateNumber: _, ...rest } = seals[0] as Schema<"Seals">[number];
    show([{ ...rest, sealer: hostile, organizationIdentifier: "<b>\u202e1</b>" }]);
    expect(document.querySelector("img, b")).toBeNull();
    expect(document.body.textContent).toContain("<img src=x");
    expect(document.body.textContent).not.toContain("\u202e");
  });
});
