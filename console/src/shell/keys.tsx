// Keys that work everywhere, and the dialog that lists them.
//
// Single letters are shortcuts only while nothing is being typed; with Ctrl, Alt or Meta they are the
// browser's (WCAG 2.1.4: they act only outside of fields, and `?` says what they do).
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "@/components/dialog";
import { navigate } from "@/router/location";
import { screens } from "@/router/screens";
import { useCell } from "@/state/cell";
import { useText } from "@/text/dictionary";
import { pageKeys, takePageKey } from "./page-keys";
import { text } from "./text";

const kSequence = 1_500; // milliseconds between `g` and its letter

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=textbox]") !== null;
}

function goTo(key: string): void {
  const screen = screens.find((one) => one.key === key);
  if (screen) navigate(`/${screen.path}`);
}

/** Follows the keyboard; `help` opens the list. */
function useShortcuts(help: () => void): void {
  useEffect(() => {
    let goUntil = 0;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
      const going = event.timeStamp < goUntil;
      goUntil = 0;
      if (going) goTo(event.key);
      else if (event.key === "g") goUntil = event.timeStamp + kSequence;
      else if (event.key === "?") help();
      else if (event.key === "/") document.querySelector<HTMLInputElement>("#search")?.focus();
      else if (!takePageKey(event.key)) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [help]);
}

export function Keys({ open, setOpen }: { readonly open: boolean; readonly setOpen: (open: boolean) => void }) {
  const words = useText(text);
  const page = useCell(pageKeys);
  const [help] = useState(() => () => setOpen(true));
  useShortcuts(help);
  return (
    <Dialog open={open} title={words.keys} onClose={() => setOpen(false)}>
      <h3>{words.keysGlobal}</h3>
      <KeyList
        keys={[
          [["/"], words.key.search],
          [["?"], words.key.help],
          ...screens.flatMap((screen): KeyLine[] =>
            screen.key ? [[["g", screen.key], words.key.go(words.names[screen.name])]] : [],
          ),
          [["Esc"], words.key.escape],
        ]}
      />
      {page && page.keys.length > 0 && (
        <>
          <h3>{page.title}</h3>
          <KeyList keys={page.keys.map((one): KeyLine => [[one.key], one.does])} />
        </>
      )}
      <h3>{words.keysTable}</h3>
      <KeyList
        keys={[
          [["↑", "↓"], words.key.rows],
          [["PgUp", "PgDn"], words.key.pages],
          [["Home", "End"], words.key.ends],
          [["Enter"], words.key.open],
        ]}
      />
      <h3>{words.keysChart}</h3>
      <KeyList
        keys={[
          [["←", "→"], words.key.points],
          [["Shift", "←"], words.key.mark],
          [["Enter"], words.key.zoom],
        ]}
      />
    </Dialog>
  );
}

type KeyLine = [keys: readonly string[], does: string];

function KeyList({ keys }: { readonly keys: readonly KeyLine[] }) {
  return (
    <dl class="keys">
      {keys.map(([combination, does]) => (
        <div key={does}>
          <dt>
            {combination.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}
