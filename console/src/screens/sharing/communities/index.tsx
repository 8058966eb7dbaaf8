// Communities: those of the caller (all of them, for an operator); which one is in the URL.
import { useAnswer } from "@/api/answer";
import { Badge, Tlp } from "@/components/badge";
import { Select } from "@/components/forms";
import { Section } from "@/components/page";
import { Answered, EmptyState } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { TileMap } from "@/components/tile-map";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { useMe } from "@/session/session";
import { useText } from "@/text/dictionary";
import type { Schema } from "@/api/contract";
import { regionNames } from "../places";
import { text as sharingText } from "../text";
import { membersByRegion, type Community, type Member } from "./members";
import { text } from "./text";

/** Names of the communities that the caller may look at, with their titles where they are known. */
function useNames(): { name: string; title: string }[] {
  const me = useMe();
  const all = useAnswer("/communities", me?.operates ? {} : null);
  const own = (me?.memberships ?? []).map(({ community }) => ({ name: community, title: community }));
  const known = all.data?.items ?? [];
  return known.length > 0 ? known.map(({ name, title }) => ({ name, title: title || name })) : own;
}

const querySpec = { community: param.text() };

export function Communities() {
  const words = useText(text);
  const [query, setQuery] = useQuery(querySpec);
  const names = useNames();
  const chosen = query.community || names[0]?.name;
  if (chosen === undefined) return <EmptyState title={words.none}>{words.noneText}</EmptyState>;
  return (
    <div class="stack">
      <p class="soft told">{words.lead}</p>
      {names.length > 1 && (
        <div class="no-print narrow">
          <Select
            label={words.choose}
            value={chosen}
            options={names.map((one) => ({ value: one.name, text: one.title }))}
            onChange={(community) => setQuery({ community })}
          />
        </div>
      )}
      <One name={chosen} />
    </div>
  );
}

function One({ name }: { readonly name: string }) {
  const words = useText(text);
  const shared = useText(sharingText);
  const format = useFormat();
  const answer = useAnswer("/communities/{name}", { path: { name } });
  return (
    <Answered answer={answer}>
      {(community) => (
        <div class="stack far">
          <div class="row">
            <h2>{community.title || community.name}</h2>
            {community.role && <Badge tone="note">{words.yourRole(shared.role[community.role])}</Badge>}
          </div>
          <div class="community-parts">
            <Section title={words.members} note={words.membersNote(format.count(community.members.length))}>
              <Members community={community} />
            </Section>
            <TileMap
              label={words.map}
              name={`members-${community.name}`}
              note={words.mapNote}
              values={membersByRegion(community.members)}
              text={format.count}
            />
          </div>
          <Section title={words.collections}>
            <CollectionRules collections={community.collections} />
          </Section>
        </div>
      )}
    </Answered>
  );
}

function Members({ community }: { readonly community: Community }) {
  const words = useText(text);
  const shared = useText(sharingText);
  const format = useFormat();
  const accounts = (member: Member): string =>
    (member.accounts ?? []).map((one) => `${one.name} (${shared.role[one.role]})`).join(", ");
  const named = community.members.some((member) => member.accounts);
  const columns: Column<Member>[] = [
    {
      id: "organisation",
      title: words.organisation,
      width: 10,
      grow: true,
      sort: (a, b) => a.organisation.localeCompare(b.organisation),
      cell: (member) => (
        <>
          {member.organisation} {member.own && <Badge tone="note">{words.own}</Badge>}
        </>
      ),
      csv: (member) => member.organisation,
    },
    {
      id: "regions",
      title: words.regions,
      width: 8,
      cell: (member) => regionNames(member.regions, format.language, words.everywhere),
      csv: (member) => member.regions.join("; "),
    },
    { id: "people", title: words.people, width: 4.5, numeric: true, sort: (a, b) => a.people - b.people, cell: (m) => format.count(m.people), csv: (m) => m.people },
    { id: "machines", title: words.machines, width: 6, numeric: true, sort: (a, b) => a.machines - b.machines, cell: (m) => format.count(m.machines), csv: (m) => m.machines },
    { id: "peers", title: words.peers, width: 4.5, numeric: true, sort: (a, b) => a.peers - b.peers, cell: (m) => format.count(m.peers), csv: (m) => m.peers },
    ...(named ? [{ id: "accounts", title: words.accounts, width: 11, cell: accounts, csv: accounts } satisfies Column<Member>] : []),
  ];
  return (
    <>
      <Table
        label={words.members}
        name={`members-${community.name}`}
        columns={columns}
        rows={community.members}
        keyOf={(member) => member.organisation}
        sortName="members"
        maxHeight="50vh"
        wrap={community.members.length <= 300}
      />
      {!named && <p class="soft small">{words.accountsHidden}</p>}
    </>
  );
}

type Collection = Schema<"Collection">;

function CollectionRules({ collections }: { readonly collections: readonly Collection[] }) {
  const words = useText(text);
  const shared = useText(sharingText);
  const format = useFormat();
  const rights = (one: Collection): string => {
    const may = [...(one.can_read ? [words.read] : []), ...(one.can_write ? [words.write] : [])];
    return may.length === 0 ? words.neither : may.join(format.language === "ja" ? "・" : ", ");
  };
  const lifetime = (one: Collection): string =>
    one.lifetime_seconds === undefined ? words.forEver : format.duration(one.lifetime_seconds);
  const columns: Column<Collection>[] = [
    {
      id: "title",
      title: words.collection,
      width: 12,
      grow: true,
      cell: (one) => (
        <span title={one.description}>
          {one.title} {one.alias && <span class="mono soft">{one.alias}</span>} {one.open && <Badge title={words.openSays}>{words.open}</Badge>}
        </span>
      ),
      csv: (one) => one.title,
    },
    { id: "tlp", title: shared.tlp, width: 10.5, cell: (one) => <Tlp label={one.tlp} />, csv: (one) => one.tlp },
    { id: "release", title: words.release, width: 8, cell: (one) => shared.release[one.release], csv: (one) => one.release },
    { id: "hops", title: words.hops, width: 7, numeric: true, cell: (one) => format.count(one.hops), csv: (one) => one.hops },
    { id: "lifetime", title: words.lifetime, width: 7, cell: lifetime, csv: (one) => one.lifetime_seconds },
    {
      id: "anonymous",
      title: words.provider,
      width: 8,
      cell: (one) => (one.anonymous ? words.anonymous : words.named),
      csv: (one) => (one.anonymous ? "anonymous" : "named"),
    },
    { id: "rights", title: words.rights, width: 8, cell: rights, csv: rights },
    { id: "objects", title: words.objects, width: 8, numeric: true, cell: (one) => format.count(one.objects), csv: (one) => one.objects },
  ];
  return (
    <Table
      label={words.collections}
      name="collections"
      columns={columns}
      rows={collections}
      keyOf={(one) => one.id}
      sortName="collections"
      maxHeight="50vh"
      wrap
    />
  );
}
