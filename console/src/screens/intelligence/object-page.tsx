// One object: what it is, how sure, who said it, where it may go, what stands around it, how it came to
// be as it is.  The part that is seen (`tab`) stands in the address.
import type { ComponentChildren } from "preact";
import { useAnswer } from "@/api/answer";
import type { Schema } from "@/api/contract";
import { Badge, Tlp } from "@/components/badge";
import { Button } from "@/components/button";
import { Copy } from "@/components/copy";
import { Page, Section } from "@/components/page";
import { EmptyState, ErrorState, ForbiddenState, Skeleton } from "@/components/states";
import { Tabs } from "@/components/tabs";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { Assertions } from "./assertions";
import { Glyph, TypeName } from "./glyph";
import { useCollections } from "./hit-table";
import { tlpOfHit } from "./hits";
import { plainly } from "./hostile";
import { Markings } from "./markings-part";
import { ObjectActions } from "./object-actions";
import { Properties } from "./properties";
import { Raw } from "./raw";
import { isObjectId } from "./recognise";
import { Relations } from "./relations";
import { SafeText } from "./safe-text";
import { Seals } from "./seals";
import { text } from "./text";
import { useTitles } from "./title";
import { Versions } from "./versions";
import { useTypeWord } from "./words/types";
import "./object.css";

export type Known = Schema<"ObjectWithAssertions">;

const kTabs = ["properties", "graph", "versions", "json"] as const;
const querySpec = { tab: param.choice(kTabs, "properties") };

export function ObjectPage({ id }: { readonly id: string }) {
  const words = useText(text);
  const answer = useAnswer("/objects/{id}", isObjectId(id) ? { path: { id } } : null, { on: ["retracted", "expired", "deleted"] });
  if (!isObjectId(id)) return <NotHere title={words.notAnId}>{words.notAnIdText}</NotHere>;
  if (answer.state === "error" && answer.problem.trouble === "missing") return <NotHere title={words.notHere}>{words.notHereText}</NotHere>;
  if (answer.data) return <Shown known={answer.data} again={answer.again} />;
  return (
    <Page title={words.title} crumbs={[{ href: "/intelligence", text: words.title }]}>
      {answer.state === "forbidden" && <ForbiddenState />}
      {answer.state === "error" && <ErrorState problem={answer.problem} again={answer.again} />}
      {answer.state === "loading" && <Skeleton lines={12} />}
    </Page>
  );
}

function NotHere({ title, children }: { readonly title: string; readonly children: string }) {
  const words = useText(text);
  return (
    <Page title={title} crumbs={[{ href: "/intelligence", text: words.title }]}>
      <EmptyState title={title} action={<Button href="/intelligence">{words.toSearch}</Button>}>
        {children}
      </EmptyState>
    </Page>
  );
}

function Shown({ known, again }: { readonly known: Known; readonly again: () => void }) {
  const words = useText(text);
  const [{ tab }, set] = useQuery(querySpec);
  const typeWord = useTypeWord();
  const { title } = useTitles([known]);
  const name = title(known);
  return (
    <Page
      title={plainly(`${name} · ${typeWord(known.type)}`)}
      crumbs={[{ href: "/intelligence", text: words.title }]}
      heading={
        <span class="object-heading">
          <Glyph type={known.type} /> <SafeText text={name} />
        </span>
      }
      actions={<ObjectActions known={known} again={again} />}
    >
      <Head known={known} />
      <Tabs
        label={words.parts}
        value={tab}
        onChange={(next) => set({ tab: next })}
        tabs={kTabs.map((value) => ({ value, text: words.tabs[value] }))}
      >
        {tab === "properties" && <Overview known={known} />}
        {tab === "graph" && <Relations known={known} />}
        {tab === "versions" && <Versions id={known.id} />}
        {tab === "json" && <Raw object={known.object} />}
      </Tabs>
    </Page>
  );
}

function Head({ known }: { readonly known: Known }) {
  const words = useText(text);
  const format = useFormat();
  const collections = useCollections();
  const colour = tlpOfHit(known, collections);
  return (
    <dl class="object-facts">
      <Fact name={words.type}>
        <TypeName type={known.type} /> {known.revoked && <Badge tone="warn">{words.revoked}</Badge>}
      </Fact>
      <Fact name={words.score}>
        <span title={words.scoreTitle}>{format.decimal(known.score, Number.isInteger(known.score) ? 0 : 1)} / 100</span>
      </Fact>
      {colour && (
        <Fact name={words.tlp}>
          <Tlp label={colour} />
        </Fact>
      )}
      <Fact name={words.inCollection}>{collections.get(known.collection)?.title ?? "–"}</Fact>
      <Fact name={words.added}>
        <Timestamp at={known.added} />
      </Fact>
      <Fact name={words.id}>
        <code>{known.id}</code> <Copy value={known.id} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Overview({ known }: { readonly known: Known }) {
  const words = useText(text);
  return (
    <div class="object-overview">
      <Section title={words.tabs.properties}>
        <Properties object={known.object} />
      </Section>
      <div class="stack far">
        <Assertions assertions={known.assertions} />
        <Seals seals={known.seals} />
        <Markings object={known.object} />
      </div>
    </div>
  );
}
