// The first glance: what is burning, what waits, what is ill, and where.
//
// News come by themselves.  Numbers change in place; the list of servers does not move under the
// reader's eyes, but says that there is more and offers it.
import { useAsked } from "@/api/answer";
import { get } from "@/api/client";
import type { Schema } from "@/api/contract";
import type { EventName } from "@/api/events";
import { Choice } from "@/components/button";
import { Page } from "@/components/page";
import { Answered, ErrorState } from "@/components/states";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { Burning } from "./burning";
import { Places } from "./places";
import { Sensors } from "./sensors-box";
import { sentenceOf } from "./sentence";
import { kSpans, sinceOf, type Span } from "./since";
import { Standing } from "./standing";
import { text } from "./text";
import { Waiting } from "./waiting";
import "../servers/servers.css";
import "./today.css";

type Data = Schema<"Today">;

const kQuery = { since: param.choice(kSpans, "1d") };
const kNews: readonly EventName[] = ["added", "released", "retracted", "expired", "deleted"];
const kEverySeconds = 60; // what nobody announces: sensors, servers that become old news

export default function Today() {
  const words = useText(text);
  const [{ since }, setQuery] = useQuery(kQuery);
  const answer = useAsked(`today ${since}`, (signal) => get("/today", { query: { since: sinceOf(since, new Date()) } }, signal), {
    on: kNews,
    everySeconds: kEverySeconds,
  });
  const choice = (
    <Choice
      label={words.since}
      value={since}
      onChange={(span: Span) => setQuery({ since: span })}
      options={kSpans.map((span) => ({ value: span, text: words.spans[span] }))}
    />
  );
  return (
    <Page title={words.title} actions={choice}>
      {answer.data && answer.state !== "forbidden" ? (
        <>
          {answer.state === "error" && <ErrorState problem={answer.problem} again={answer.again} />}
          <Shown today={answer.data} span={since} />
        </>
      ) : (
        <Answered answer={answer} lines={12}>
          {() => null}
        </Answered>
      )}
    </Page>
  );
}

function Shown({ today, span }: { readonly today: Data; readonly span: Span }) {
  const words = useText(text);
  const format = useFormat();
  return (
    <>
      <p class="how-bad">{sentenceOf(today, span, words, format)}</p>
      <div class="today-columns">
        <Burning today={today} span={span} />
        <div class="stack far">
          <Standing status={today.status} />
          <Waiting today={today} />
          <Sensors alerts={today.alerts} />
        </div>
      </div>
      <Places today={today} />
      <p class="soft small">
        {words.asOf} <Timestamp at={today.at} /> · {words.objects(format.count(today.objects))}
      </p>
    </>
  );
}
