// Where an object may go, in words: its colour, and the limits that travel with it.
import { useAsked } from "@/api/answer";
import { get } from "@/api/client";
import { Tlp } from "@/components/badge";
import { KeyValue, type Pair } from "@/components/keyvalue";
import { Section } from "@/components/page";
import { regionName } from "@/components/regions";
import { Skeleton } from "@/components/states";
import { useFormat } from "@/format/format";
import { useMe } from "@/session/session";
import { useText } from "@/text/dictionary";
import { colourOfMarking, limitsOf, markingIds, statementOf, type Limits } from "./markings";
import { useNames } from "./names";
import { Reference } from "./reference";
import { LongText } from "./safe-text";
import { text } from "./text";
import { trustWords } from "./words/trust";

type Definition = Readonly<Record<string, unknown>>;

/** The marking definitions that are not colours, as far as they may be seen. */
async function definitionsOf(ids: readonly string[], signal: AbortSignal): Promise<{ items: readonly (Definition | null)[] }> {
  const asked = ids.map((id) => get("/objects/{id}", { path: { id } }, signal).then((known) => known.object as Definition, () => null));
  return { items: await Promise.all(asked) };
}

export function Markings({ object }: { readonly object: Definition }) {
  const words = useText(text);
  const ids = markingIds(object);
  const others = ids.filter((id) => colourOfMarking(id) === undefined);
  const answer = useAsked(others.length === 0 ? null : `markings ${others.join(" ")}`, (signal) => definitionsOf(others, signal));
  const colours = [...new Set(ids.flatMap((id) => colourOfMarking(id) ?? []))];
  return (
    <Section title={words.mayGo}>
      {ids.length === 0 && <p class="soft">{words.noMarkings}</p>}
      {colours.map((colour) => (
        <Colour key={colour} label={colour} />
      ))}
      {others.length > 0 && answer.data === undefined && answer.state === "loading" && <Skeleton lines={2} />}
      {answer.data?.items.map((definition, at) => <Marking key={others[at]} id={others[at] ?? ""} definition={definition} />)}
    </Section>
  );
}

function Colour({ label }: { readonly label: keyof (typeof trustWords)["en"]["tlp"] }) {
  const trust = useText(trustWords);
  return (
    <p>
      <Tlp label={label} /> {trust.tlp[label]}
    </p>
  );
}

function Marking({ id, definition }: { readonly id: string; readonly definition: Definition | null }) {
  const words = useText(text);
  const limits = definition && limitsOf(definition);
  if (limits) return <LimitsInWords limits={limits} />;
  const statement = definition && statementOf(definition);
  return (
    <KeyValue
      pairs={[
        { name: words.statement, value: statement ? <LongText text={statement} /> : undefined },
        { name: words.marking, value: <Reference id={id} name={typeof definition?.["name"] === "string" ? definition["name"] : undefined} /> },
      ]}
    />
  );
}

/** Names of the communities that this account is in, by their ids; others have none here. */
function useCommunityNames(wanted: boolean): ReadonlyMap<string, string> {
  const names = useMe()?.memberships.map((membership) => membership.community) ?? [];
  const answer = useAsked(wanted && names.length > 0 ? `communities ${names.join(" ")}` : null, async (signal) =>
    Promise.all(names.map((name) => get("/communities/{name}", { path: { name } }, signal).then((one) => [one.id, one.title] as const, () => ["", ""] as const))),
  );
  return new Map(answer.data ?? []);
}

function LimitsInWords({ limits }: { readonly limits: Limits }) {
  const words = useText(text);
  const { language, count } = useFormat();
  const communities = useCommunityNames(limits.community !== undefined);
  const names = useNames(limits.recipients);
  const hops = limits.hops;
  const pairs: Pair[] = [
    {
      name: words.limitedCommunity,
      value: limits.community && (communities.get(limits.community) ?? <span title={limits.community}>{words.nameless}</span>),
    },
    {
      name: words.limitedRegions,
      value: limits.regions ? limits.regions.map((region) => regionName(region, language)).join(language === "ja" ? "、" : ", ") : words.everywhere,
    },
    {
      name: words.limitedRecipients,
      value: limits.recipients.length === 0 ? undefined : limits.recipients.map((id) => <Reference key={id} id={id} name={names.get(id)} />),
    },
    {
      name: words.limitedHops,
      value: hops === undefined ? undefined : hops <= 0 ? words.hopsNone : hops === 1 ? words.hopsOne : words.hopsSome(count(hops)),
    },
  ];
  return <KeyValue pairs={pairs} />;
}
