// Instead of flows: the hub has no flow store, or it is not this account's to ask.
import type { Answer } from "@/api/answer";
import { Page } from "@/components/page";
import { EmptyState, ForbiddenState } from "@/components/states";
import type { Me } from "@/session/session";
import { useText } from "@/text/dictionary";
import { text } from "./text";

type AnyAnswer = Answer<unknown>;

/** Nobody's question would be answered; a refusal of this one question alone is not that. */
export function isClosed(answer: AnyAnswer, me: Me | undefined): boolean {
  if (answer.state !== "error" && answer.state !== "forbidden") return false;
  const { trouble } = answer.problem;
  // 403 says "not yours" and "this would name a subscriber"; whose flows they are says the account.
  return trouble === "missing" || (trouble === "forbidden" && me?.flows !== true);
}

export function NoFlows({ answer }: { readonly answer: AnyAnswer }) {
  const words = useText(text);
  const foreign = answer.state === "forbidden";
  return (
    <Page title={words.title} lead={words.lead}>
      {foreign ? (
        <ForbiddenState>
          <strong>{words.foreign}</strong>
          <br />
          {words.foreignText}
        </ForbiddenState>
      ) : (
        <EmptyState title={words.noStore} action={<Setting />}>
          {words.noStoreText}
        </EmptyState>
      )}
    </Page>
  );
}

function Setting() {
  const words = useText(text);
  return (
    <pre class="flow-setting">
      <code>
        {"[flows]\n"}
        {`config = "/etc/noroshi/noroshi.toml"   # ${words.noStoreCollector}\n`}
        {`#store = "/var/lib/noroshi/day.store"   # ${words.noStoreFolder}\n`}
      </code>
    </pre>
  );
}
