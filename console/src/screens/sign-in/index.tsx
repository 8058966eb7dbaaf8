// Signing in: by password, by the organisation's own provider where the hub has one, or by a one-time
// link.  Reduced to what a tired person needs.
//
// Afterwards one is where one wanted to be; `return` is a path of this console or it is nothing
// (returnPath), so that no link leads from here to somewhere else.
import { useEffect, useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import { addressOf, post } from "@/api/client";
import { problemFrom, type Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { Page } from "@/components/page";
import { useFormat } from "@/format/format";
import { navigate } from "@/router/location";
import { param, useQuery } from "@/router/query";
import { meet, returnPath, useMe } from "@/session/session";
import { useText } from "@/text/dictionary";
import { PasswordForm } from "./form";
import { takeLink } from "./link";
import { refusalOf } from "./refusal";
import { text } from "./text";
import "./sign-in.css";

const querySpec = { return: param.text() };

type LinkState = "none" | "opening" | Problem;

/** Opens a one-time link that stands in the address; `done` is called when somebody is in. */
function useLink(done: () => void): LinkState {
  const [state, setState] = useState<LinkState>("none");
  useEffect(() => {
    const open = (): void => {
      const link = takeLink();
      if (link === null) return;
      setState("opening");
      post("/session/link", { body: { link } })
        .then(done)
        .catch((thrown: unknown) => setState(problemFrom(thrown)));
    };
    open();
    addEventListener("hashchange", open); // a second link, pasted into the same tab
    return () => removeEventListener("hashchange", open);
  }, []);
  return state;
}

export default function SignIn() {
  const words = useText(text);
  const [query] = useQuery(querySpec);
  const door = useAnswer("/session", {});
  const hub = door.data?.hub ?? "Noroshi";

  const enter = async (): Promise<void> => {
    const session = await meet();
    if (session.state === "in") navigate(returnPath(query.return), { replace: true });
  };
  const link = useLink(() => void enter());

  return (
    <Page title={words.title} heading={<Heading hub={hub} title={words.title} />}>
      <div class="sign-in">
        <LinkNote state={link} />
        <AlreadyIn href={returnPath(query.return)} />
        <PasswordForm onDone={() => void enter()} disabled={link === "opening"} />
        {door.data?.oidc && (
          <>
            <p class="or" aria-hidden="true">
              {words.or}
            </p>
            <Button href={addressOf("/oidc/start")}>{words.atOrganisation}</Button>
          </>
        )}
        <p class="soft small">{words.help}</p>
      </div>
    </Page>
  );
}

function Heading({ hub, title }: { readonly hub: string; readonly title: string }) {
  return (
    <>
      <span class="sign-in-hub">{hub}</span> {title}
    </>
  );
}

function LinkNote({ state }: { readonly state: LinkState }) {
  const words = useText(text);
  const format = useFormat();
  if (state === "opening") return <p role="status">{words.linkOpening}</p>;
  if (state === "none") return null;
  const why = refusalOf(state);
  const spent = why === "wrong" || why === "missing";
  const said = spent ? words.linkSpent : why === "wait" ? words.wait(format.duration(state.waitSeconds)) : words[why];
  return (
    <div class="state error" role="alert">
      <p>
        <Icon name="cross" size={12} />{" "}
        {said}
      </p>
      <p class="said">{spent ? words.linkNext : words.linkKept}</p>
    </div>
  );
}

function AlreadyIn({ href }: { readonly href: string }) {
  const words = useText(text);
  const me = useMe();
  if (!me) return null;
  return (
    <div class="row apart">
      <span>{words.signedInAs(me.name)}</span>
      <Button href={href}>{words.goOn}</Button>
    </div>
  );
}
