// Lead time: did we know before the feeds did, and by how many days.
//
// The curve treats servers that no feed lists as what they are: not listed yet.  Its median is the
// figure to quote; that of the listed alone stands beside it for comparison.
import { useAnswer } from "@/api/answer";
import { Choice } from "@/components/button";
import { Select } from "@/components/forms";
import { Figures } from "@/components/keyvalue";
import { Section } from "@/components/page";
import { Answered, EmptyState } from "@/components/states";
import { StepCurve } from "@/components/step-curve";
import { Table, type Column } from "@/components/table";
import { Bar } from "@/components/bar";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { text as overlapText } from "../overlap/text";
import { kDays, useSpan } from "../span";
import { feedsOf, pointsOf, weFirst, type FeedLead, type LeadAnswer } from "./leads";
import { text } from "./text";

const querySpec = { feed: param.text() };

export function LeadTime() {
  const words = useText(text);
  const spans = useText(overlapText);
  const { days, setDays, span } = useSpan("365");
  const answer = useAnswer("/programme/lead-time", { query: span });
  return (
    <div class="stack">
      <p class="soft told">{words.lead}</p>
      <div class="filters no-print">
        <Choice label={words.span} value={days} onChange={setDays} options={kDays.map((value) => ({ value, text: spans.days[value] }))} />
      </div>
      <Answered answer={answer} lines={10}>
        {(leads) =>
          feedsOf(leads).length === 0 || leads.servers === 0 ? (
            <EmptyState title={words.none}>{words.noneText}</EmptyState>
          ) : (
            <Leads leads={leads} />
          )
        }
      </Answered>
    </div>
  );
}

function useFeedName(): (feed: FeedLead) => string {
  const words = useText(text);
  return (feed) => feed.feed ?? words.allFeeds;
}

function Leads({ leads }: { readonly leads: LeadAnswer }) {
  const words = useText(text);
  const format = useFormat();
  const [query, setQuery] = useQuery(querySpec);
  const nameOf = useFeedName();
  const feeds = feedsOf(leads);
  const chosen = feeds.find((feed) => (feed.feed ?? "") === query.feed) ?? feeds[0];
  if (!chosen) return null;
  const median = chosen.median_with_unlisted_days;
  return (
    <div class="stack far">
      <Figures
        pairs={[
          { name: words.servers, value: format.count(leads.servers) },
          { name: words.listed, value: format.count(chosen.listed) },
          { name: words.weFirst, value: format.count(weFirst(chosen)) },
          { name: words.unlisted, value: format.count(chosen.unlisted) },
        ]}
      />
      <Said feed={chosen} />
      {feeds.length > 1 && (
        <div class="no-print narrow">
          <Select
            label={words.oneFeed}
            value={chosen.feed ?? ""}
            options={feeds.map((feed) => ({ value: feed.feed ?? "", text: nameOf(feed) }))}
            onChange={(feed) => setQuery({ feed })}
          />
        </div>
      )}
      <StepCurve
        label={words.curve}
        name={`lead-time-${nameOf(chosen)}`}
        view="curve"
        note={words.curveNote}
        lines={[{ name: nameOf(chosen), points: pointsOf(chosen) }]}
        xText={(x) => format.decimal(x, Number.isInteger(x) ? 0 : 1)}
        yText={(y) => format.percent(y, 0)}
        xTitle={words.days}
        yTitle={words.share}
        marks={median === null || median === undefined ? [] : [{ x: median, text: words.medianMark(format.decimal(median, 1)) }]}
      />
      <Section title={words.table}>
        <FeedTable feeds={feeds} />
      </Section>
    </div>
  );
}

function Said({ feed }: { readonly feed: FeedLead }) {
  const words = useText(text);
  const format = useFormat();
  const days = (value: number | null | undefined): string =>
    value === null || value === undefined ? words.open : format.decimal(value, 1);
  const median = feed.median_with_unlisted_days;
  return (
    <div class="told stack close">
      <p>
        {median === null || median === undefined
          ? words.saysOpen
          : words.says(days(median), days(feed.median_low_days), days(feed.median_high_days))}
      </p>
      <p>{words.saysFirst(format.count(weFirst(feed)), format.count(feed.listed))}</p>
    </div>
  );
}

function FeedTable({ feeds }: { readonly feeds: readonly FeedLead[] }) {
  const words = useText(text);
  const format = useFormat();
  const nameOf = useFeedName();
  const days = (value: number | null | undefined): string => (value === null || value === undefined ? "–" : words.day(format.decimal(value, 1)));
  const interval = (feed: FeedLead): string =>
    feed.median_low_days === null && feed.median_high_days === null ? "–" : `${days(feed.median_low_days)} – ${days(feed.median_high_days)}`;
  const columns: Column<FeedLead>[] = [
    { id: "feed", title: words.feed, width: 9, grow: true, cell: (feed) => <strong>{nameOf(feed)}</strong>, csv: nameOf },
    { id: "listed", title: words.listed, width: 6, numeric: true, cell: (feed) => format.count(feed.listed), csv: (feed) => feed.listed },
    {
      id: "first",
      title: words.weFirst,
      width: 9,
      cell: (feed) => (
        <Bar share={feed.listed > 0 ? weFirst(feed) / feed.listed : null} text={format.count(weFirst(feed))} tone="good" />
      ),
      csv: weFirst,
    },
    { id: "behind", title: words.feedFirst, width: 7.5, numeric: true, cell: (feed) => format.count(feed.behind), csv: (feed) => feed.behind },
    { id: "unlisted", title: words.unlisted, width: 7.5, numeric: true, cell: (feed) => format.count(feed.unlisted), csv: (feed) => feed.unlisted },
    {
      id: "median",
      title: words.median,
      width: 8.5,
      numeric: true,
      cell: (feed) => days(feed.median_with_unlisted_days),
      csv: (feed) => feed.median_with_unlisted_days,
    },
    { id: "interval", title: words.interval, width: 9.5, numeric: true, cell: interval, csv: interval },
    { id: "medianListed", title: words.medianListed, width: 9, numeric: true, cell: (feed) => days(feed.median_days), csv: (feed) => feed.median_days },
    { id: "newest", title: words.newest, width: 9, cell: (feed) => format.day(feed.newest), csv: (feed) => feed.newest },
  ];
  return <Table label={words.table} name="lead-time" columns={columns} rows={feeds} keyOf={nameOf} maxHeight="none" />;
}
