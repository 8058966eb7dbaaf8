// Shows the screen that the address names, once its chunk has come.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { withoutAnswer } from "@/api/problem";
import { Button } from "@/components/button";
import { Page } from "@/components/page";
import { EmptyState, ErrorState, Skeleton } from "@/components/states";
import { navigate, segmentsOf, usePlace } from "@/router/location";
import { screenFor, type Screen, type ScreenProps } from "@/router/screens";
import { meet, signInHref, useSession } from "@/session/session";
import { useText } from "@/text/dictionary";
import { text } from "./text";

type Loaded = { screen: Screen; component: ComponentType<ScreenProps> | null };

/** The component of a screen; null while it comes, "failed" if it did not. */
function useScreen(screen: Screen | undefined): [ComponentType<ScreenProps> | null | "failed", () => void] {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    screen?.load().then(
      (module) => wanted && setLoaded({ screen, component: module.default }),
      () => wanted && setLoaded({ screen, component: null }),
    );
    return () => void (wanted = false);
  }, [screen, turn]);
  const again = (): void => {
    setLoaded(null);
    setTurn(turn + 1);
  };
  if (!loaded || loaded.screen !== screen) return [null, again];
  return [loaded.component ?? "failed", again];
}

export function Outlet() {
  const { path, search } = usePlace();
  const session = useSession();
  const words = useText(text);
  const segments = segmentsOf(path);
  const screen = screenFor(segments);
  const [Shown, again] = useScreen(screen);

  const mustSignIn = session.state === "out" && screen !== undefined && !screen.open;
  useEffect(() => {
    if (mustSignIn) navigate(signInHref({ path, search }), { replace: true });
  }, [mustSignIn, path, search]);

  if (!screen) return <NotFound />;
  if (session.state === "unknown" && !screen.open) {
    return (
      <Page title={words.names[screen.name]}>
        <ErrorState title={words.unknownSession} problem={session.problem} again={() => void meet()} />
      </Page>
    );
  }
  const waiting = !screen.open && session.state !== "in";
  if (Shown === "failed") {
    return (
      <Page title={words.names[screen.name]}>
        <ErrorState title={words.screenFailed} problem={withoutAnswer("network")} again={again} />
      </Page>
    );
  }
  if (waiting || Shown === null) {
    return (
      <div class="page">
        <Skeleton lines={10} />
      </div>
    );
  }
  return <Shown rest={segments.slice(1)} />;
}

function NotFound() {
  const words = useText(text);
  return (
    <Page title={words.notFound}>
      <EmptyState title={words.notFound} action={<Button href="/">{words.toStart}</Button>}>
        {words.notFoundText}
      </EmptyState>
    </Page>
  );
}
