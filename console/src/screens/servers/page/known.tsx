// Who else knows a server: feeds that list it and who was first, and the sources that say so here.
import type { Schema } from "@/api/contract";
import { Badge, Tlp } from "@/components/badge";
import { Section } from "@/components/page";
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { pathOf } from "@/router/location";
import { trustWords } from "@/screens/intelligence/words/trust";
import { useMe, type Me } from "@/session/session";
import { useText } from "@/text/dictionary";
import type { Server } from "./page";
import { text } from "./text";
import { fileStem } from "./why";

type Listing = Schema<"Listing">;
type Source = Schema<"Assertion">;

export function Known({ server: { listings, sources, finding } }: { readonly server: Server }) {
  const words = useText(text);
  return (
    <Section title={words.section.known} id="known">
      <div class="columns">
        <div class="stack close">
          <h3>{words.known.listings}</h3>
          {listings.length === 0 ? <p class="soft">{words.known.noListings}</p> : <Listings listings={listings} name={fileStem(finding)} />}
        </div>
        <div class="stack close">
          <h3>{words.known.sources}</h3>
          <Sources sources={sources} name={fileStem(finding)} />
        </div>
      </div>
    </Section>
  );
}

/** "we were 3 d earlier"; within an hour nobody was first. */
function Lead({ days }: { readonly days: number | undefined }) {
  const { known } = useText(text);
  const format = useFormat();
  if (days === undefined) return <span class="soft">–</span>;
  if (Math.abs(days) < 1 / 24) return <>{known.same}</>;
  const span = format.duration(Math.abs(days) * 86_400);
  return days > 0 ? (
    <Badge tone="good" icon="ascending">
      {known.first(span)}
    </Badge>
  ) : (
    <Badge icon="descending">{known.later(span)}</Badge>
  );
}

function Listings({ listings, name }: { readonly listings: readonly Listing[]; readonly name: string }) {
  const { known } = useText(text);
  const columns: readonly Column<Listing>[] = [
    {
      id: "feed",
      title: known.feed,
      width: 8,
      grow: true,
      cell: (listing) => (
        <>
          {listing.object === undefined ? listing.feed : <a href={pathOf("intelligence", "objects", listing.object)}>{listing.feed}</a>}{" "}
          {listing.by_address && <span class="soft small">({known.byAddress})</span>}
        </>
      ),
      csv: (listing) => listing.feed,
    },
    { id: "listed", title: known.listed, width: 10, cell: (listing) => <Timestamp at={listing.listed} />, csv: (listing) => listing.listed },
    { id: "lead", title: known.lead, width: 12.5, cell: (listing) => <Lead days={listing.lead_days} />, csv: (listing) => listing.lead_days },
  ];
  return (
    <Table
      label={known.listings}
      name={`${name}-listings`}
      columns={columns}
      rows={listings}
      keyOf={(listing) => `${listing.feed} ${listing.listed}`}
      sortName="listings"
      maxHeight="none"
      wrap
    />
  );
}

/** The own organisation by its name: the hub gives sources as ids or pseudonyms. */
export function sourceName(source: string, me: Pick<Me, "identity" | "organisation"> | undefined): string {
  const own = me !== undefined && source.replace(/^identity--/, "") === me.identity.replace(/^identity--/, "");
  return own ? me.organisation : source;
}

function Sources({ sources, name }: { readonly sources: readonly Source[]; readonly name: string }) {
  const { known } = useText(text);
  const trust = useText(trustWords);
  const me = useMe();
  const credibility: Readonly<Record<string, string>> = trust.credibility;
  const reliable = (source: Source): string => `${source.reliability}: ${trust.reliability[source.reliability]}`;
  const credible = (source: Source): string => `${source.credibility}: ${credibility[source.credibility] ?? ""}`;
  const columns: readonly Column<Source>[] = [
    { id: "source", title: known.source, width: 7, grow: true, cell: (source) => sourceName(source.source, me), csv: (source) => sourceName(source.source, me) },
    { id: "reliability", title: known.reliability, width: 7.5, cell: reliable, csv: (source) => source.reliability },
    { id: "credibility", title: known.credibility, width: 7.5, cell: credible, csv: (source) => source.credibility },
    { id: "tlp", title: known.label, width: 9.5, cell: (source) => <Tlp label={source.tlp} />, csv: (source) => source.tlp },
    { id: "received", title: known.received, width: 6, cell: (source) => <Timestamp at={source.received} relative />, csv: (source) => source.received },
  ];
  return (
    <Table
      label={known.sources}
      name={`${name}-sources`}
      columns={columns}
      rows={sources}
      keyOf={(source) => `${source.source} ${source.received}`}
      sortName="sources"
      maxHeight="none"
      wrap
    />
  );
}
