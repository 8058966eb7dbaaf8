// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choose } from "@/settings/settings";
import { FilterInput, type Completion } from "./index";

const kItems = [
  { text: "port", kind: "field" as const, en: "port number", ja: "ポート番号" },
  { text: "probability", kind: "field" as const, en: "probability", ja: "確率" },
];

function completing(answer: Partial<Completion> = {}) {
  return vi.fn((text: string, caret: number) =>
    Promise.resolve({ from: 0, to: caret, items: kItems.filter((item) => item.text.startsWith(text)), ...answer }),
  );
}

const field = (): HTMLInputElement => screen.getByRole("combobox");
const type = (text: string): void => {
  field().value = text;
  field().setSelectionRange(text.length, text.length);
  fireEvent.input(field());
};

beforeEach(() => choose({ language: "en" }));
afterEach(cleanup);

test("continuations come for what was typed, and one takes the place of the word", async () => {
  const complete = completing();
  const submitted = vi.fn();
  render(<FilterInput label="Filter" value="" onSubmit={submitted} complete={complete} />);
  type("po");
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(1));
  expect(complete.mock.calls.at(-1)?.slice(0, 2)).toEqual(["po", 2]);
  fireEvent.keyDown(field(), { key: "ArrowDown" });
  await waitFor(() => expect(screen.getByRole("option").getAttribute("aria-selected")).toBe("true"));
  fireEvent.keyDown(field(), { key: "Enter" });
  await waitFor(() => expect(field().value).toBe("port "));
  expect(submitted).not.toHaveBeenCalled();
});

test("Enter without a choice submits, without blanks around", () => {
  const submitted = vi.fn();
  render(<FilterInput label="Filter" value="" onSubmit={submitted} />);
  type("  port = 443 ");
  fireEvent.keyDown(field(), { key: "Enter" });
  expect(submitted).toHaveBeenCalledWith("port = 443");
});

test("Enter that ends a conversion of Japanese input does not submit", () => {
  const submitted = vi.fn();
  render(<FilterInput label="Filter" value="" onSubmit={submitted} />);
  type("国税");
  fireEvent.keyDown(field(), { key: "Enter", isComposing: true });
  expect(submitted).not.toHaveBeenCalled();
});

test("an error is said with its place, in the reader's language", async () => {
  const error = { from: 2, to: 4, en: "no such field", ja: "項目がありません" };
  choose({ language: "ja" });
  render(<FilterInput label="Filter" value="" onSubmit={() => undefined} complete={completing({ items: [], error })} />);
  type("a zz b");
  await waitFor(() => expect(field().getAttribute("aria-invalid")).toBe("true"));
  fireEvent.keyDown(field(), { key: "Enter" });
  const alert = await screen.findByRole("alert");
  await waitFor(() => expect(alert.textContent).toContain("項目がありません (3文字目)"));
  await waitFor(() => expect(alert.querySelector("mark")?.textContent).toBe("zz"));
});

test("a filter that changes elsewhere changes here", async () => {
  const { rerender } = render(<FilterInput label="Filter" value="a" onSubmit={() => undefined} />);
  rerender(<FilterInput label="Filter" value="b" onSubmit={() => undefined} />);
  await waitFor(() => expect(field().value).toBe("b"));
});
