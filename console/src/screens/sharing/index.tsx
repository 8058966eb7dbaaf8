// Sharing: what waits for release, what left and to whom, communities, and what sharing brings.
//
// The part is in the path (/sharing/left), so that a link to it can be sent.
import { Page } from "@/components/page";
import { Tabs } from "@/components/tabs";
import { navigate, pathOf } from "@/router/location";
import type { ScreenProps } from "@/router/screens";
import { useText } from "@/text/dictionary";
import { Approvals } from "./approvals";
import { Communities } from "./communities";
import { LeadTime } from "./lead-time";
import { Left } from "./left";
import { Overlap } from "./overlap";
import { text } from "./text";
import "./sharing.css";

export const kParts = ["approvals", "left", "communities", "overlap", "lead-time"] as const;
export type Part = (typeof kParts)[number];

/** The part that a path names; the first for none, and for one that is not there. */
export function partOf(rest: readonly string[]): Part {
  return kParts.find((part) => part === rest[0]) ?? "approvals";
}

export default function Sharing({ rest }: ScreenProps) {
  const words = useText(text);
  const part = partOf(rest);
  return (
    <Page title={`${words.title}: ${words.tabs[part]}`} heading={words.title} lead={words.lead}>
      <Tabs
        label={words.title}
        tabs={kParts.map((value) => ({ value, text: words.tabs[value] }))}
        value={part}
        onChange={(next) => navigate(pathOf("sharing", ...(next === "approvals" ? [] : [next])))}
      >
        <Shown part={part} rest={rest.slice(1)} />
      </Tabs>
    </Page>
  );
}

function Shown({ part, rest }: { readonly part: Part; readonly rest: readonly string[] }) {
  switch (part) {
    case "approvals":
      return <Approvals />;
    case "left":
      return <Left />;
    case "communities":
      return <Communities name={rest[0]} />;
    case "overlap":
      return <Overlap />;
    case "lead-time":
      return <LeadTime />;
  }
}
