// Operate: users, keys, what comes in, what was done, and whether all is well.
//
// The part is in the URL (`tab`).  All parts are named to everybody, so that people can
// say what they need; a part that is not theirs says who can help.
import { Page } from "@/components/page";
import { ForbiddenState } from "@/components/states";
import { Tabs } from "@/components/tabs";
import { navigate } from "@/router/location";
import { param, useQuery } from "@/router/query";
import { useMe, type Me } from "@/session/session";
import { useText } from "@/text/dictionary";
import { DoctorPart } from "./doctor";
import { Inputs } from "./inputs";
import { Keys } from "./keys";
import { kParts, mayOpen, partOf, type Part } from "./parts";
import { SealsPart } from "./seals";
import { Sensors } from "./sensors";
import { HubState } from "./state";
import { StoragePart } from "./storage";
import { text } from "./text";
import { Trail } from "./trail";
import { Users } from "./users";
import "./operate.css";

const querySpec = { tab: param.text() };

export default function Operate() {
  const words = useText(text);
  const me = useMe();
  const [{ tab }] = useQuery(querySpec);
  if (!me) return null;
  const part = partOf(tab, me);
  return (
    <Page title={`${words.title}: ${words.tabs[part]}`} heading={words.title} lead={words.lead}>
      <Tabs
        label={words.title}
        tabs={kParts.map((value) => ({ value, text: words.tabs[value] }))}
        value={part}
        onChange={(next) => navigate(`/operate?tab=${next}`)}
      >
        {mayOpen(part, me) ? <Shown part={part} /> : <NotYours part={part} me={me} />}
      </Tabs>
    </Page>
  );
}

function Shown({ part }: { readonly part: Part }) {
  switch (part) {
    case "users":
      return <Users />;
    case "keys":
      return <Keys />;
    case "seals":
      return <SealsPart />;
    case "feeds":
      return <Inputs />;
    case "sensors":
      return <Sensors />;
    case "storage":
      return <StoragePart />;
    case "trail":
      return <Trail />;
    case "doctor":
      return <DoctorPart />;
    case "hub":
      return <HubState />;
  }
}

function NotYours({ part, me }: { readonly part: Part; readonly me: Me }) {
  const words = useText(text);
  return (
    <ForbiddenState>
      {words.forbidden(me.name, me.hub ?? "Noroshi")} {part === "sensors" && words.forbiddenFlows} {words.forbiddenHelp}{" "}
      <code class="command">noroshi hub user change {me.name} --operates yes</code>
    </ForbiddenState>
  );
}
