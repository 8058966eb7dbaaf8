// @vitest-environment happy-dom
import { cleanup, fireEvent, render, waitFor } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { navigate, place } from "@/router/location";
import { Keys } from "./keys";
import { pageKeys, takePageKey, usePageKeys } from "./page-keys";

afterEach(cleanup);

function Page({ act }: { readonly act: () => void }) {
  usePageKeys("One server", [{ key: "f", does: "Its flows", act }]);
  return <input aria-label="a field" />;
}

test("a page's key acts while the page is shown, and not after", async () => {
  let acted = 0;
  const page = render(<Page act={() => (acted += 1)} />);
  expect(takePageKey("f")).toBe(true);
  expect(takePageKey("z")).toBe(false);
  page.unmount();
  await waitFor(() => expect(pageKeys.get()).toBeNull());
  expect(takePageKey("f")).toBe(false);
  expect(acted).toBe(1);
});

test("the newest act counts, though the keys are named once", () => {
  const done: string[] = [];
  const page = render(<Page act={() => done.push("old")} />);
  const named = pageKeys.get();
  page.rerender(<Page act={() => done.push("new")} />);
  expect(pageKeys.get()).toBe(named);
  takePageKey("f");
  expect(done).toEqual(["new"]);
});

test("g and a letter goes to a screen, though the page has that letter too", () => {
  let acted = 0;
  navigate("/servers/x", { replace: true });
  const { getByLabelText } = render(
    <>
      <Page act={() => (acted += 1)} />
      <Keys open={false} setOpen={() => undefined} />
    </>,
  );
  fireEvent.keyDown(document.body, { key: "g" });
  fireEvent.keyDown(document.body, { key: "f" });
  expect([place.get().path, acted]).toEqual(["/flows", 0]);
  fireEvent.keyDown(getByLabelText("a field"), { key: "f" }); // typed
  expect(acted).toBe(0);
  fireEvent.keyDown(document.body, { key: "f" });
  expect(acted).toBe(1);
});
