// Who is signed in, and the way out.
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { Menu } from "@/components/menu";
import { toast } from "@/components/toast";
import { usePlace } from "@/router/location";
import { signInHref, signOut, useSession } from "@/session/session";
import { useText } from "@/text/dictionary";
import { text } from "./text";

export function Account() {
  const words = useText(text);
  const session = useSession();
  const here = usePlace();
  if (session.state === "out" && here.path !== "/sign-in") {
    return <Button href={signInHref(here)}>{words.signIn}</Button>;
  }
  if (session.state !== "in") return null;
  const { me } = session;
  return (
    <Menu
      label={`${words.account}: ${me.name}`}
      kind="quiet"
      face={
        <>
          <Icon name="person" />
          <span class="account-name">{me.name}</span>
        </>
      }
      head={
        <>
          <strong>{me.name}</strong>
          <br />
          <span class="soft small">{me.organisation}</span>
          {me.operates && <div class="soft small">{words.operator}</div>}
        </>
      }
      items={[{ text: words.signOut, act: () => signOut().catch(() => toast(words.signOutFailed, "bad")) }]}
    />
  );
}
