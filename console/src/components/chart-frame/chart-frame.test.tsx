// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { navigate } from "@/router/location";
import { choose } from "@/settings/settings";
import { ChartFrame } from "./index";

const twin = { head: ["Hour", "Contacts"], rows: [["00:00", 7]] };

function Two() {
  return (
    <>
      <ChartFrame label="Contacts" name="server-contacts" view="contacts" twin={twin} draws="svg">
        <svg />
      </ChartFrame>
      <ChartFrame label="Clients" name="clients, all" twin={twin} draws="svg">
        <svg />
      </ChartFrame>
    </>
  );
}

beforeEach(() => {
  choose({ language: "en" });
  navigate("/things?q=a", { replace: true });
});
afterEach(cleanup);

test("which charts stand as tables is in the address, beside what else is there", async () => {
  render(<Two />);
  expect(screen.queryByRole("table")).toBeNull();
  for (const button of screen.getAllByRole("button", { name: "Table" })) fireEvent.click(button);
  await waitFor(() => expect(screen.getAllByRole("table")).toHaveLength(2));
  expect(new URLSearchParams(location.search).get("tables")).toBe("contacts,clients%2C all");
  expect(new URLSearchParams(location.search).get("q")).toBe("a");
  fireEvent.click(screen.getAllByRole("button", { name: "Chart" })[0]!);
  await waitFor(() => expect(screen.getAllByRole("table")).toHaveLength(1));
  expect(new URLSearchParams(location.search).get("tables")).toBe("clients%2C all");
});

test("an address opens with the tables that it names", () => {
  navigate("/things?tables=contacts,unknown", { replace: true });
  render(<Two />);
  expect(screen.getAllByRole("table")).toHaveLength(1);
  expect(screen.getByRole("region", { name: "Contacts" })).toBeTruthy();
});
