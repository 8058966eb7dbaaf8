// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { place } from "@/router/location";
import { choose } from "@/settings/settings";
import { SourceTable, Table, type Column } from "./index";

interface Row {
  readonly id: string;
  readonly count: number;
}

const columns: readonly Column<Row>[] = [
  { id: "id", title: "Name", cell: (row) => row.id, sort: (a, b) => (a.id < b.id ? -1 : 1) },
  { id: "count", title: "Count", cell: (row) => row.count, numeric: true, sort: (a, b) => a.count - b.count, descendingFirst: true },
  { id: "raw", title: "Raw", cell: () => "unseen", csv: (row) => row.count, csvOnly: true },
];
const rows = (count: number): Row[] => Array.from({ length: count }, (_, n) => ({ id: `row ${n}`, count: (n * 7) % count }));
const shared = { label: "Things", name: "things", columns, keyOf: (row: Row) => row.id };
const lines = (): string[] => [...document.querySelectorAll("tr.line")].map((line) => line.textContent ?? "");

beforeEach(() => {
  choose({ language: "en", zone: "UTC" });
  history.replaceState(null, "", "/things");
  place.set({ path: "/things", search: "", visit: 0 });
});
afterEach(cleanup);

test("of a hundred thousand rows only those in sight are drawn, and all are counted", () => {
  render(<Table {...shared} rows={rows(100_000)} />);
  expect(lines().length).toBeLessThan(120);
  expect(lines()[0]).toBe("row 00");
  expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("100001");
  expect(screen.getByText("100,000 rows")).toBeTruthy();
});

test("a click on a head sorts, and the order is in the URL", async () => {
  render(<Table {...shared} rows={rows(5)} />);
  fireEvent.click(screen.getByRole("button", { name: "Count" }));
  await waitFor(() => expect(lines()[0]).toBe("row 24"));
  expect(location.search).toBe("?sort=-count");
  fireEvent.click(await screen.findByRole("button", { name: "Count" }));
  await waitFor(() => expect(lines()[0]).toBe("row 00"));
  expect(location.search).toBe("?sort=count");
});

test("arrow keys move, Enter opens", async () => {
  render(<Table {...shared} rows={rows(50)} hrefOf={(row) => `/things/${row.id}`} />);
  const grid = screen.getByRole("grid");
  const active = (): string | null | undefined => document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.textContent;
  fireEvent.focus(grid);
  await waitFor(() => expect(active()).toBe("row 00"));
  fireEvent.keyDown(grid, { key: "ArrowDown" });
  await waitFor(() => expect(active()).toBe("row 17"));
  fireEvent.keyDown(grid, { key: "End" });
  fireEvent.keyDown(grid, { key: "Home" });
  await waitFor(() => expect(active()).toBe("row 00"));
  fireEvent.keyDown(grid, { key: "Enter" });
  await waitFor(() => expect(location.pathname).toBe("/things/row%200"));
});

test("Tab stops in the active row alone", async () => {
  const linked = [{ ...columns[0], id: "id", title: "Name", cell: (row: Row) => <button type="button">{row.id}</button> }];
  render(<Table {...shared} columns={linked} rows={rows(50)} />);
  const stops = (): (string | null)[] => [...document.querySelectorAll<HTMLElement>("tr.line button")].filter((one) => one.tabIndex >= 0).map((one) => one.textContent);
  expect(stops()).toEqual([]);
  const grid = screen.getByRole("grid");
  fireEvent.focus(grid);
  await waitFor(() => expect(stops()).toEqual(["row 0"]));
  fireEvent.keyDown(grid, { key: "ArrowDown" });
  await waitFor(() => expect(stops()).toEqual(["row 1"]));
});

test("a click on a row opens it, a click on something in it does not", async () => {
  const linked = [{ ...columns[0], id: "id", title: "Name", cell: (row: Row) => <button type="button">{row.id}</button> }];
  render(<Table {...shared} columns={linked} rows={rows(3)} hrefOf={(row) => `/things/${row.id}`} />);
  fireEvent.click(screen.getByRole("button", { name: "row 1" }));
  expect(location.pathname).toBe("/things");
  fireEvent.click(document.querySelectorAll("tr.line")[1] ?? document.body);
  await waitFor(() => expect(location.pathname).toBe("/things/row%201"));
});

test("columns for the file alone are not drawn", () => {
  render(<Table {...shared} rows={rows(2)} />);
  expect(screen.queryByText("Raw")).toBeNull();
  expect(screen.getByRole("grid").getAttribute("aria-colcount")).toBe("2");
});

test("an empty table says so", () => {
  render(<Table {...shared} rows={[]} empty="Nothing yet." />);
  expect(screen.getByText("Nothing yet.")).toBeTruthy();
});

test("rows of the hub are asked for as they come into sight, in the order asked", async () => {
  const asked: string[] = [];
  const all = rows(5_000);
  const source = {
    question: "all",
    rows: (offset: number, count: number, sort: string) => {
      asked.push(`${offset} ${count} ${sort}`);
      return Promise.resolve({ rows: all.slice(offset, offset + count), total: all.length });
    },
  };
  render(<SourceTable {...shared} source={source} defaultSort="-count" />);
  await waitFor(() => expect(lines()[0]).toBe("row 00"));
  expect(asked).toEqual(["0 200 -count"]);
  expect(await screen.findByText("5,000 rows")).toBeTruthy();
});
