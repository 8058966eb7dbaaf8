// Requests that wait for a quorum: what would be sealed, who has approved, and the decision.
import { useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import type { Schema } from "@/api/contract";
import { Button } from "@/components/button";
import { KeyValue } from "@/components/keyvalue";
import { Answered } from "@/components/states";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { SafeText } from "@/screens/intelligence/safe-text";
import { useMe } from "@/session/session";
import { useText } from "@/text/dictionary";
import { Decide, type Decision } from "./decide";
import { text } from "./text";

export type SealRequest = Schema<"SealRequests">["items"][number];

const kHashesShown = 20;

export function SealRequests() {
  const words = useText(text);
  const answer = useAnswer("/seals/requests", {}, { everySeconds: 30 });
  const [deciding, setDeciding] = useState<{ request: SealRequest; decision: Decision } | null>(null);
  return (
    <>
      <Answered answer={answer} empty={<p class="soft">{words.nothingWaits}</p>} lines={3}>
        {({ items }) => (
          <ul class="seal-requests">
            {items.map((request) => (
              <Waiting key={request.handle} request={request} decide={(decision) => setDeciding({ request, decision })} />
            ))}
          </ul>
        )}
      </Answered>
      {deciding && (
        <Decide
          {...deciding}
          onClose={() => setDeciding(null)}
          onDone={() => {
            setDeciding(null);
            answer.again();
          }}
        />
      )}
    </>
  );
}

interface WaitingProps {
  readonly request: SealRequest;
  readonly decide: (decision: Decision) => void;
}

function Waiting({ request, decide }: WaitingProps) {
  const words = useText(text);
  const format = useFormat();
  const me = useMe();
  const { account, approvals } = request;
  return (
    <li class="stack close">
      <h3>{words.asks(account, format.count(request.signatures))}</h3>
      <KeyValue
        pairs={[
          { name: words.key, value: <span class="mono">{request.credential}</span> },
          { name: words.forWhat, value: request.description === "" ? <span class="soft">{words.unsaid}</span> : <SafeText text={request.description} /> },
          { name: words.asked, value: <Timestamp at={request.created} /> },
          { name: words.ends, value: <Timestamp at={request.expires} relative /> },
          {
            name: words.approvedBy,
            value: `${words.approved(format.count(approvals.length), format.count(request.quorum))}${approvals.length > 0 ? `: ${approvals.join(", ")}` : ""}`,
          },
        ]}
      />
      <Hashes hashes={request.hashes} />
      {request.can && me?.scopes.write ? (
        <p class="row no-print">
          <Button kind="primary" label={words.approveOne(account)} onClick={() => decide("approve")}>
            {words.approve}
          </Button>
          <Button label={words.refuseOne(account)} onClick={() => decide("refuse")}>
            {words.refuse}
          </Button>
        </p>
      ) : (
        <p class="soft">{request.own ? words.own : words.notYours}</p>
      )}
    </li>
  );
}

function Hashes({ hashes }: { readonly hashes: readonly string[] }) {
  const words = useText(text);
  const format = useFormat();
  const count = format.count(hashes.length);
  return (
    <details>
      <summary>{hashes.length > kHashesShown ? words.hashesShown(format.count(kHashesShown), count) : words.hashes(count)}</summary>
      <ol class="seal-hashes mono small">
        {hashes.slice(0, kHashesShown).map((hash, at) => (
          <li key={at}>{hash}</li>
        ))}
      </ol>
    </details>
  );
}
