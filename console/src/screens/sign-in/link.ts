// The one-time link: its secret stands behind "#link=" in the address, which browsers send to nobody.
//
// It is taken out of the address before anything else happens, so that it stands neither in the
// history nor in what somebody copies; and it is sent once, by whoever takes it.

/** The secret in a fragment such as "#link=SECRET"; null if there is none. */
export function linkIn(fragment: string): string | null {
  const secret = new URLSearchParams(fragment.replace(/^#/, "")).get("link");
  return secret === null || secret === "" ? null : secret;
}

/** Takes the secret out of the address bar, where it was. */
export function takeLink(): string | null {
  const secret = linkIn(location.hash);
  if (location.hash.startsWith("#link")) history.replaceState(history.state, "", location.pathname + location.search);
  return secret;
}
