// New, changed and watched servers, each with its heaviest reason and how sure we are.
import { useEffect, useState } from "preact/hooks";
import type { Schema } from "@/api/contract";
import { Button } from "@/components/button";
import { Section } from "@/components/page";
import { EmptyState } from "@/components/states";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { reasonText } from "@/screens/servers/evidence/lines";
import { likelihood } from "@/screens/servers/evidence/sum";
import { likelihoodWords } from "@/screens/servers/evidence/likelihood-text";
import { serverHref } from "@/screens/servers/href";
import { NoFindings } from "@/screens/servers/list/nothing";
import { Probability, Status } from "@/screens/servers/status";
import { WatchStar } from "@/screens/servers/watch";
import { useText } from "@/text/dictionary";
import { newsOf } from "./news";
import type { Span } from "./since";
import { text } from "./text";

type Today = Schema<"Today">;
type Row = Schema<"ServerRow">;

const kFirst = 10; // what one takes in at a glance

export function Burning({ today, span }: { readonly today: Today; readonly span: Span }) {
  const words = useText(text);
  const format = useFormat();
  const [shown, setShown] = useState<{ span: Span; ids: readonly string[] } | null>(null);
  const [all, setAll] = useState(false);
  const [said, setSaid] = useState("");
  const mine = shown?.span === span ? shown.ids : null;
  const news = newsOf(mine, today.servers);
  useEffect(() => {
    if (mine === null) setShown({ span, ids: news.rows.map((row) => row.id) });
  });
  const show = (): void => {
    setShown({ span, ids: newsOf(null, today.servers).rows.map((row) => row.id) });
    setSaid(words.shown);
  };
  const total = Object.values(today.status).reduce((sum, n) => sum + n, 0);
  const rows = all ? news.rows : news.rows.slice(0, kFirst);
  return (
    <Section title={words.burning} note={words.burningNote}>
      <div class="news-line no-print" role="status">
        {news.moved ? (
          <>
            {news.fresh > 0 ? words.fresh(format.count(news.fresh)) : words.other} <span aria-hidden="true">·</span>{" "}
            <Button onClick={show}>{words.show}</Button>
          </>
        ) : (
          said !== "" && <span class="unseen">{said}</span>
        )}
      </div>
      {news.rows.length === 0 ? (
        total === 0 && !news.moved ? (
          <NoFindings />
        ) : (
          <EmptyState title={words.quiet} action={<Button href="/servers">{words.toList}</Button>}>
            {words.quietText(words.last[span])}
          </EmptyState>
        )
      ) : (
        <ol class="burning">
          {rows.map((row) => (
            <Fire key={row.id} row={row} />
          ))}
        </ol>
      )}
      <div class="row no-print">
        {news.rows.length > rows.length && <Button onClick={() => setAll(true)}>{words.more(format.count(news.rows.length - rows.length))}</Button>}
        {today.status.new + today.status.changed > 0 && (
          <a href={`/servers?${new URLSearchParams({ q: "status in [new changed]" })}`}>
            {words.allOf(format.count(today.status.new + today.status.changed))}
          </a>
        )}
      </div>
    </Section>
  );
}

function Fire({ row }: { readonly row: Row }) {
  const words = useText(text);
  const sure = useText(likelihoodWords);
  const format = useFormat();
  const reason = reasonText(row.reason_name, row.reason, format.language);
  const english = format.language === "ja" && reason === row.reason;
  return (
    <li class="fire-row">
      <WatchStar row={row} />
      <div class="what">
        <div class="row">
          <a class="mono" href={serverHref(row.id)}>
            {row.server}
          </a>
          <Status status={row.status} />
        </div>
        <p lang={english ? "en" : undefined}>{reason}</p>
        <p class="soft small">
          {row.clients === null ? words.clientsFew : words.clients(format.count(row.clients))} · {words.seen}{" "}
          <Timestamp at={row.last_seen} relative />
          {row.country && ` · ${format.country(row.country)}`}
          {row.network && ` · ${row.network}`}
        </p>
      </div>
      <div class="sure">
        <Probability value={row.probability} />
        <span class="soft small">{sure[likelihood(row.probability)]}</span>
      </div>
    </li>
  );
}
