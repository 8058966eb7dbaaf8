// The line at the top: where one can go, where one is, whether the console is live, and the switches.
import { useEffect, useRef } from "preact/hooks";
import { useLive } from "@/api/events";
import { Icon, type IconName } from "@/components/icon";
import { Menu } from "@/components/menu";
import { navigate, segmentsOf, usePlace } from "@/router/location";
import { screens, screenFor } from "@/router/screens";
import { useMe } from "@/session/session";
import { choose, useSettings, type Theme } from "@/settings/settings";
import { useText } from "@/text/dictionary";
import { Account } from "./account";
import { text } from "./text";
import "@/components/forms.css";

export function Header({ showKeys }: { readonly showKeys: () => void }) {
  const words = useText(text);
  return (
    <header class="header no-print">
      <a class="brand" href="/" aria-label={words.home}>
        <img src="/favicon.svg" alt="" width="22" height="22" />
        <span>Noroshi</span>
      </a>
      <Screens />
      <Search />
      <div class="tools">
        <Live />
        <Switches showKeys={showKeys} />
        <Account />
      </div>
    </header>
  );
}

function Screens() {
  const words = useText(text);
  const here = screenFor(segmentsOf(usePlace().path));
  const me = useMe();
  if (!me) return <span class="screens" />;
  return (
    <nav class="screens" aria-label={words.screens}>
      {screens
        .filter((screen) => screen.key !== undefined)
        .map((screen) => (
          <a key={screen.name} href={`/${screen.path}`} aria-current={here === screen ? "page" : undefined}>
            {words.names[screen.name]}
          </a>
        ))}
    </nav>
  );
}

function Search() {
  const words = useText(text);
  const { path, search } = usePlace();
  const me = useMe();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The field shows what is searched for, and is empty elsewhere.
    const q = path === "/intelligence" ? (new URLSearchParams(search).get("q") ?? "") : "";
    if (field.current && document.activeElement !== field.current) field.current.value = q;
  }, [path, search]);
  if (!me) return null;
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const q = field.current?.value.trim() ?? "";
        if (q !== "") navigate(`/intelligence?q=${encodeURIComponent(q)}`);
      }}
    >
      <input
        id="search"
        ref={field}
        class="input"
        type="search"
        aria-label={words.search}
        aria-keyshortcuts="/"
        placeholder={words.searchHint}
        autocomplete="off"
        spellcheck={false}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

const kLiveSigns = { off: "ring", connecting: "ring", live: "dot", waiting: "triangle" } as const;

function Live() {
  const words = useText(text);
  const state = useLive();
  const me = useMe();
  if (!me) return null;
  return (
    <span class={`live ${state}`} role="status" title={words.live[state]}>
      <Icon name={kLiveSigns[state]} size={14} />
      <span class="live-text">{words.live[state]}</span>
    </span>
  );
}

const kThemeSigns: Readonly<Record<Theme, IconName>> = { system: "half", light: "sun", dark: "moon" };

function Switches({ showKeys }: { readonly showKeys: () => void }) {
  const words = useText(text);
  const now = useSettings();
  const otherLanguage = now.language === "en" ? "ja" : "en";
  const otherZone = now.zone === "UTC" ? "JST" : "UTC";
  return (
    <span class="switches">
      <button
        type="button"
        class="button quiet"
        aria-label={`${words.zone}: ${now.zone}`}
        title={`${words.zone}: ${now.zone} → ${otherZone}`}
        onClick={() => choose({ zone: otherZone })}
      >
        {now.zone}
      </button>
      <button
        type="button"
        class="button quiet"
        lang={otherLanguage}
        title={words.language}
        onClick={() => choose({ language: otherLanguage })}
      >
        {otherLanguage === "ja" ? "日本語" : "English"}
      </button>
      <Menu
        label={`${words.theme}: ${words.themes[now.theme]}`}
        kind="quiet"
        face={<Icon name={kThemeSigns[now.theme]} />}
        items={(["system", "light", "dark"] as const).map((theme) => ({
          text: words.themes[theme],
          act: () => choose({ theme }),
        }))}
      />
      <button type="button" class="button quiet keys-button" aria-label={words.keys} title={words.keys} onClick={showKeys}>
        ?
      </button>
    </span>
  );
}
