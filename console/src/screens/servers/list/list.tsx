// All C&C servers that the reader may see: filter, quick filters and a table of any length.
//
// Filter and order are the address.  News do not move the rows under the reader's eyes: the list says
// that it has changed and offers to show it.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import { get } from "@/api/client";
import type { EventName } from "@/api/events";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { Page } from "@/components/page";
import { ErrorState, ForbiddenState, useProblemText } from "@/components/states";
import { SourceTable, type RowSource } from "@/components/table";
import type { Problem } from "@/api/problem";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { usePageKeys } from "@/shell/page-keys";
import { useText } from "@/text/dictionary";
import { serverHref } from "../href";
import { text } from "../text";
import { columnsFor, type Row } from "./columns";
import { Filters } from "./filters";
import { NoFindings, NoMatch } from "./nothing";
import { kDefaultOrder, orderOf } from "./order";
import "../servers.css";

const kQuery = { q: param.text("") };
const kNews: readonly EventName[] = ["added", "released", "retracted", "expired", "deleted"];

export function ServerList() {
  const words = useText(text);
  const format = useFormat();
  const [{ q }, setQuery] = useQuery(kQuery);
  const now = useAnswer("/servers", { query: { q, limit: 1 } }, { on: kNews });
  const list = useListed(q, now.data?.edition);
  const columns = useMemo(() => columnsFor(words, format), [words, format]);
  const filter = (next: string): void => setQuery({ q: next.trim() });
  usePageKeys(words.title, [{ key: "f", does: words.toFilter, act: focusFilter }]);
  if (now.state === "forbidden") return <Page title={words.title}><ForbiddenState /></Page>;
  return (
    <Page title={words.title} lead={words.lead}>
      <Filters q={q} onChange={filter} />
      {now.state === "error" && now.data === undefined ? (
        <Unreadable problem={now.problem} again={now.again} filtered={q !== ""} />
      ) : (
        <>
          <div role="status" class="news-line no-print">
            {list.changed && (
              <>
                {words.newer(format.count(now.data?.total))} <Button onClick={list.show}>{words.show}</Button>
              </>
            )}
          </div>
          <SourceTable
            label={words.title}
            name="c2-servers"
            columns={columns}
            source={list.source}
            keyOf={(row) => row.id}
            hrefOf={(row) => serverHref(row.id)}
            sortName="order"
            defaultSort={kDefaultOrder}
            empty={q === "" ? <NoFindings /> : <NoMatch q={q} onClear={() => filter("")} />}
          />
        </>
      )}
    </Page>
  );
}

function focusFilter(): void {
  document.querySelector<HTMLElement>(".page [role=combobox]")?.focus();
}

interface Listed {
  readonly source: RowSource<Row>;
  /** The hub's list is another one by now. */
  readonly changed: boolean;
  show(): void;
}

/** The rows of one edition of the list, until the reader asks for the next. */
function useListed(q: string, newest: string | undefined): Listed {
  const [turn, setTurn] = useState(0);
  const [edition, setEdition] = useState<{ of: string; is: string } | null>(null);
  const question = `${q}\n${turn}`;
  const latest = useRef(question);
  useEffect(() => {
    latest.current = question;
  }, [question]);
  const source = useMemo<RowSource<Row>>(
    () => ({
      question,
      rows: async (offset, limit, sort, signal) => {
        const answer = await get("/servers", { query: { q, order: orderOf(sort), offset, limit } }, signal);
        if (latest.current === question) setEdition((old) => (old?.of === question ? old : { of: question, is: answer.edition }));
        return { rows: answer.items, total: answer.total };
      },
    }),
    [question, q],
  );
  const changed = edition?.of === question && newest !== undefined && edition.is !== newest;
  return { source, changed, show: () => setTurn(turn + 1) };
}

/** A filter with a mistake in it is the reader's to mend; anything else is trouble. */
function Unreadable({ problem, again, filtered }: { readonly problem: Problem; readonly again: () => void; readonly filtered: boolean }) {
  const words = useText(text);
  const advice = useProblemText(problem);
  if (!filtered || problem.trouble !== "invalid") return <ErrorState problem={problem} again={again} />;
  return (
    <div class="state error" role="alert">
      <h3>
        <Icon name="cross" size={14} /> {words.badFilter}
      </h3>
      <p>{advice}</p>
      {problem.detail !== "" && <p class="said mono" lang="en">{problem.detail}</p>}
    </div>
  );
}
