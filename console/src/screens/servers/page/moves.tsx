// Where the clients of a server went, and which other servers share them.
//
// Clients are compared only for a purpose, which the flow store writes into its audit trail first.
// The purpose is kept by this page alone and never in the address: a link that is opened, or a page
// that is loaded anew, must not compare clients by itself.
import { useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import { Button } from "@/components/button";
import { TextArea } from "@/components/forms";
import { Answered } from "@/components/states";
import { useText } from "@/text/dictionary";
import { Campaigns } from "./campaigns";
import { MigrationStory } from "./migration";
import type { Server } from "./page";
import { trafficText } from "./traffic-text";
import { fileStem } from "./why";

const kShortest = 8;
const kLongest = 500;

interface MovesProps {
  readonly server: Server;
  /** The time that is looked at. */
  readonly time: { readonly from: string; readonly to: string };
}

export function Moves({ server, time }: MovesProps) {
  const [purpose, setPurpose] = useState<string | null>(null);
  const words = useText(trafficText).moves;
  return purpose === null ? (
    <>
      <PurposeForm onAsk={setPurpose} />
      <p class="print-only">{words.notCompared}</p>
    </>
  ) : (
    <Compared server={server} time={time} purpose={purpose} onAnew={() => setPurpose(null)} />
  );
}

function PurposeForm({ onAsk }: { readonly onAsk: (purpose: string) => void }) {
  const words = useText(trafficText).moves;
  const [purpose, setPurpose] = useState("");
  const [asked, setAsked] = useState(false);
  const said = purpose.trim();
  const submit = (event: Event): void => {
    event.preventDefault();
    setAsked(true);
    if ([...said].length >= kShortest) onAsk(said);
  };
  return (
    <form class="purpose stack close no-print" onSubmit={submit}>
      <p>{words.why}</p>
      <TextArea
        label={words.purpose}
        hint={words.purposeHint}
        value={purpose}
        onInput={setPurpose}
        rows={2}
        maxLength={kLongest}
        error={asked && [...said].length < kShortest ? words.purposeShort : undefined}
      />
      <div>
        <Button type="submit">{words.compare}</Button>
      </div>
    </form>
  );
}

function Compared({ server, time, purpose, onAnew }: MovesProps & { readonly purpose: string; readonly onAnew: () => void }) {
  const words = useText(trafficText).moves;
  const life = useAnswer("/servers/{id}/life", { path: { id: server.row.id }, query: { ...time, purpose } });
  const stem = fileStem(server.finding);
  return (
    <div class="stack">
      <div class="row apart">
        <p class="soft">{words.asked(purpose)}</p>
        <Button kind="quiet" onClick={onAnew}>
          {words.askAnew}
        </Button>
      </div>
      <Answered answer={life} empty={null} lines={4}>
        {(data) => (
          <div class="stack">
            <MigrationStory life={data} stem={stem} />
            <Campaigns life={data} stem={stem} />
          </div>
        )}
      </Answered>
    </div>
  );
}
