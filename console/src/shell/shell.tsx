// What stands around every screen.
import { useState } from "preact/hooks";
import { Toasts } from "@/components/toast";
import { useText } from "@/text/dictionary";
import { Header } from "./header";
import { Keys } from "./keys";
import { Outlet } from "./outlet";
import { text } from "./text";
import "./shell.css";

export function Shell() {
  const words = useText(text);
  const [keys, setKeys] = useState(false);
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {words.skip}
      </a>
      <Header showKeys={() => setKeys(true)} />
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Toasts />
      <Keys open={keys} setOpen={setKeys} />
    </>
  );
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
