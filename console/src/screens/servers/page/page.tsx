// One server: how likely it is one, why, what speaks against it, what it does, who knows it, and what
// can be done about it.
//
// All sections stand below one another: a report that is printed whole, links that lead to a section
// (#life), ranges in the query.  After an action the hub's answer is what is shown.
import { useEffect, useMemo, useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import type { Schema } from "@/api/contract";
import { useEvents, type EventName } from "@/api/events";
import { Button } from "@/components/button";
import { Copy } from "@/components/copy";
import { Page } from "@/components/page";
import { Answered, EmptyState } from "@/components/states";
import { useFormat } from "@/format/format";
import { Seals } from "@/screens/intelligence/seals";
import { useText } from "@/text/dictionary";
import { likelihoodWords } from "../evidence/likelihood-text";
import { likelihood } from "../evidence/sum";
import { Status } from "../status";
import { text as listText } from "../text";
import { forgetWatching } from "../watch";
import { actionText } from "./action-text";
import { Actions } from "./actions";
import { Against } from "./against";
import { Facts } from "./facts";
import { History } from "./history";
import { Known } from "./known";
import { Opinions } from "./opinions";
import { text } from "./text";
import { Traffic } from "./traffic";
import { Why } from "./why";
import "../servers.css";

export type Server = Schema<"Server">;

const kNews: readonly EventName[] = ["added", "released", "retracted", "expired", "deleted"];
const kList = "/servers";

export function ServerPage({ id }: { readonly id: string }) {
  const words = useText(text);
  const crumbs = useCrumbs();
  const answer = useAnswer("/servers/{id}", { path: { id } });
  useEvents(kNews, (event) => {
    // What is said of a server comes as objects of its own: opinions, sightings, relations.
    if (event.id === id || !event.id.startsWith("indicator--")) answer.again();
  });
  // What an action answered is newer than what was asked before it.
  const [after, setAfter] = useState<{ of: Server | undefined; server: Server } | null>(null);
  const server = after !== null && after.of === answer.data ? after.server : answer.data;
  useEffect(() => forgetWatching(id), [answer.data, id]);
  const shown = useMemo(() => (server ? { ...answer, data: server } : answer) as typeof answer, [answer, server]);
  if (answer.state === "error" && answer.problem.trouble === "missing") return <Gone />;
  if (!server) {
    return (
      <Page title={words.loading} crumbs={crumbs}>
        <Answered answer={shown} lines={12}>
          {() => null}
        </Answered>
      </Page>
    );
  }
  return <Shown server={server} took={(next) => setAfter({ of: answer.data, server: next })} again={answer.again} />;
}

function useCrumbs(): { href: string; text: string }[] {
  return [{ href: kList, text: useText(listText).title }];
}

interface ShownProps {
  readonly server: Server;
  readonly took: (server: Server) => void;
  readonly again: () => void;
}

function Shown({ server, took, again }: ShownProps) {
  const words = useText(text);
  const format = useFormat();
  const { row, finding } = server;
  useArrival();
  const who = row.clients === null ? words.clientsFew : words.clientCount(format.count(row.clients));
  const sure = useText(likelihoodWords)[likelihood(row.probability)];
  return (
    <Page
      title={row.server}
      crumbs={useCrumbs()}
      heading={
        <span class="server-heading">
          <span class="mono">{row.server}</span> <Status status={row.status} />
        </span>
      }
      lead={words.lead(format.probability(row.probability), sure, format.count(row.contacts), who)}
      actions={
        <>
          <Copy value={row.server} label={useText(actionText).act.copy} />
          <Actions server={server} took={took} again={again} />
        </>
      }
    >
      <Facts server={server} />
      <Jumps />
      <Why finding={finding} />
      <Against server={server} />
      <Traffic server={server} />
      <Known server={server} />
      <div class="columns">
        <Opinions opinions={server.opinions} />
        <History history={server.history} />
      </div>
      <Seals seals={server.seals} id="seals" />
    </Page>
  );
}

/** An address with a section (#life) leads there, once there is something to lead to. */
function useArrival(): void {
  useEffect(() => {
    const wanted = location.hash.slice(1);
    if (/^[a-z]+$/.test(wanted)) document.getElementById(wanted)?.scrollIntoView();
  }, []);
}

export const kSections = ["why", "against", "contacts", "life", "moves", "known", "opinions", "history", "seals"] as const;

function Jumps() {
  const words = useText(text);
  return (
    <nav class="jumps no-print" aria-label={words.jump}>
      <ul>
        {kSections.map((section) => (
          <li key={section}>
            <a href={`#${section}`}>{words.section[section]}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Gone() {
  const words = useText(text);
  return (
    <Page title={words.gone} crumbs={useCrumbs()}>
      <EmptyState title={words.gone} action={<Button href={kList}>{words.toList}</Button>}>
        {words.goneText}
      </EmptyState>
    </Page>
  );
}
