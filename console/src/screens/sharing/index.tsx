// Sharing: what waits for release, what left and to whom, communities, and what sharing brings.
//
// The part is in the URL (`tab`), so that a link to it can be sent; another part begins without the
// filters of the one before.
import { Page } from "@/components/page";
import { Tabs } from "@/components/tabs";
import { navigate } from "@/router/location";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { Approvals } from "./approvals";
import { Communities } from "./communities";
import { LeadTime } from "./lead-time";
import { Overlap } from "./overlap";
import { Releases } from "./releases";
import { text } from "./text";
import "./sharing.css";

export const kParts = ["approvals", "releases", "communities", "overlap", "lead-time"] as const;
export type Part = (typeof kParts)[number];

const querySpec = { tab: param.choice(kParts, "approvals") };

export default function Sharing() {
  const words = useText(text);
  const [{ tab }] = useQuery(querySpec);
  return (
    <Page title={`${words.title}: ${words.tabs[tab]}`} heading={words.title} lead={words.lead}>
      <Tabs
        label={words.title}
        tabs={kParts.map((value) => ({ value, text: words.tabs[value] }))}
        value={tab}
        onChange={(next) => navigate(`/sharing?tab=${next}`)}
      >
        <Shown part={tab} />
      </Tabs>
    </Page>
  );
}

function Shown({ part }: { readonly part: Part }) {
  switch (part) {
    case "approvals":
      return <Approvals />;
    case "releases":
      return <Releases />;
    case "communities":
      return <Communities />;
    case "overlap":
      return <Overlap />;
    case "lead-time":
      return <LeadTime />;
  }
}
