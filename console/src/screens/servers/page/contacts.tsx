// Contacts, octets and clients over time, and the intervals between contacts with the period marked.
// Marking a range in a chart zooms all of them.
import { useState } from "preact/hooks";
import { Button, Choice } from "@/components/button";
import { Histogram } from "@/components/histogram";
import { EmptyState } from "@/components/states";
import { TimeChart } from "@/components/time-chart";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { onPeriod, storyColumns, totals, type Story } from "../story";
import type { Server } from "./page";
import type { Range } from "./range";
import { kRoundSpans } from "./ticks";
import { trafficText } from "./traffic-text";
import { fileStem } from "./why";

interface ContactsProps {
  readonly story: Story;
  readonly server: Server;
  readonly range: Range;
}

export function Contacts({ story, server, range }: ContactsProps) {
  const words = useText(trafficText).story;
  const format = useFormat();
  const stem = fileStem(server.finding);
  const step = format.duration(story.bucket_seconds);
  const columns = storyColumns(story);
  const sum = totals(story);
  return (
    <div class="stack">
      <div class="row apart">
        <p>
          {format.time(story.from)} – {format.time(story.to)}: {words.totals(format.count(sum.contacts), format.octets(sum.sent), format.octets(sum.received))}
          {sum.unheard > 0 && <> {words.unheard(format.duration(sum.unheard * story.bucket_seconds))}</>}
        </p>
        <Ranges story={story} range={range} />
      </div>
      {sum.contacts === 0 ? (
        <EmptyState title={words.nothing}>{words.nothingText}</EmptyState>
      ) : (
        <>
          <TimeChart
            label={words.contacts}
            name={`${stem}-contacts`}
            view="contacts"
            note={words.contactsOf(step)}
            times={columns.times}
            series={[{ name: words.contacts, values: columns.contacts, look: "bars" }]}
            text={format.count}
            onZoom={range.zoom}
            height={190}
          />
          <div class="columns">
            <TimeChart
              label={words.clients}
              name={`${stem}-clients`}
              view="clients"
              note={words.clientsNote(step)}
              times={columns.times}
              series={[{ name: words.clients, values: columns.clients, look: "steps" }]}
              text={format.count}
              onZoom={range.zoom}
              height={190}
            />
            <TimeChart
              label={words.octets}
              name={`${stem}-octets`}
              view="octets"
              note={words.contactsOf(step)}
              times={columns.times}
              series={[
                { name: words.sent, values: columns.sent },
                { name: words.received, values: columns.received },
              ]}
              text={format.octets}
              onZoom={range.zoom}
              height={190}
            />
          </div>
        </>
      )}
      <Intervals story={story} stem={stem} />
    </div>
  );
}

function Ranges({ story, range }: { readonly story: Story; readonly range: Range }) {
  const words = useText(trafficText).story;
  const format = useFormat();
  const zoomed = range.from !== null || range.to !== null;
  return (
    <span class="row no-print">
      <Button kind="quiet" disabled={!zoomed} onClick={range.whole}>
        {words.zoomOut}
      </Button>
      <Button
        kind="quiet"
        title={words.keptSays(format.time(story.kept_from), format.time(story.kept_to))}
        onClick={() => range.zoom(new Date(story.kept_from), new Date(story.kept_to))}
      >
        {words.kept}
      </Button>
    </span>
  );
}

// Around the period: from an eighth to eight times of it.
const kAround = 8;

function Intervals({ story, stem }: { readonly story: Story; readonly stem: string }) {
  const words = useText(trafficText).story;
  const format = useFormat();
  const [around, setAround] = useState<"all" | "around">("all");
  const { intervals, period_seconds: period } = story;
  if (intervals.length === 0) return <p class="soft">{words.noIntervals}</p>;
  const near = intervals.filter(
    (one) => period === undefined || (one.high_seconds > period / kAround && one.low_seconds < period * kAround),
  );
  const share = onPeriod(story);
  return (
    <div class="stack close">
      <Histogram
        label={words.periods}
        name={`${stem}-intervals`}
        view="intervals"
        note={words.periodsNote}
        scale="log"
        xTicks={kRoundSpans}
        bins={(around === "all" ? intervals : near).map((one) => ({
          from: one.low_seconds || one.high_seconds / 2, // a logarithmic scale does not know zero
          to: one.high_seconds,
          count: one.count,
        }))}
        text={format.duration}
        xTitle={words.interval}
        marks={period === undefined ? [] : [{ at: period, text: words.period(format.duration(period)) }]}
      />
      <div class="row apart">
        <p class="soft small">{share === null ? words.noPeriod : words.onPeriod(format.percent(share, 0))}</p>
        {period !== undefined && near.length < intervals.length && (
          <span class="no-print">
            <Choice
              label={words.intervals}
              value={around}
              onChange={setAround}
              options={[
                { value: "all", text: words.allIntervals },
                { value: "around", text: words.around },
              ]}
            />
          </span>
        )}
      </div>
    </div>
  );
}
