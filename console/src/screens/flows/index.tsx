// Flows: who talks how much, when, and to whom.
//
// One question drives the whole screen: filter, steps by which it was narrowed, time.  It stands in the
// address, so that a colleague who opens the link sees the same traffic.  Nobody is named here: the hub
// answers sums only (docs/operations/console.md).
import { useAnswer } from "@/api/answer";
import { get } from "@/api/client";
import { Button } from "@/components/button";
import { FilterInput } from "@/components/filter-input";
import { Page } from "@/components/page";
import { useQuery } from "@/router/query";
import { useMe } from "@/session/session";
import { useText } from "@/text/dictionary";
import { WhatNeedsAPurpose } from "./purpose";
import { joined, querySpec } from "./query";
import { writeRange } from "./range";
import { RangeBar } from "./range-bar";
import { isClosed, NoFlows } from "./closed";
import { Talkers } from "./talkers-table";
import { text } from "./text";
import { Traffic } from "./traffic";
import { Trail } from "./trail";
import "./flows.css";

export default function Flows() {
  const words = useText(text);
  const me = useMe();
  const [query, set, hrefWith] = useQuery(querySpec);
  const filter = joined([query.filter, ...query.in]);
  const time = { from: query.from?.toISOString(), to: query.to?.toISOString() };
  const asked = { filter: filter === "" ? undefined : filter, ...time };
  const series = useAnswer("/flows/series", { query: { ...asked, split: query.split } });
  const top = useAnswer("/flows/top", { query: { ...asked, by: query.by, order: query.order, limit: query.rows } });

  const closed = [series, top].find((answer) => isClosed(answer, me));
  if (closed) return <NoFlows answer={closed} />;
  const shown = top.data ?? series.data; // the series is widened to whole buckets
  const again = (): void => {
    series.again();
    top.again();
  };
  const examples = [
    { text: "port in [23 2323] and flags S", says: words.examples.telnet },
    { text: "port 53 and bpp > 512", says: words.examples.dns },
    { text: "udp and not port in [53 123 443]", says: words.examples.udp },
  ];
  return (
    <Page title={words.title} lead={words.lead} actions={<Button onClick={again}>{words.refresh}</Button>}>
      <div class="stack close">
        <FilterInput
          label={words.filter}
          value={query.filter}
          placeholder={words.filterHint}
          examples={query.in.length === 0 ? examples : []}
          onSubmit={(typed) => set({ filter: typed })}
          complete={(typed, caret, signal) => get("/flows/completion", { query: { text: typed, caret } }, signal)}
        />
        <Trail query={query} hrefWith={hrefWith} />
        <RangeBar
          shown={shown}
          kept={series.data}
          typed={query}
          was={query.was}
          onChange={(range) => set({ ...range, was: [] })}
          onBack={(range, was) => set({ ...range, was })}
        />
      </div>
      <Traffic
        answer={series}
        filter={filter}
        show={query.show}
        split={query.split}
        onShow={(show) => set({ show })}
        onSplit={(split) => set({ split })}
        onZoom={(range) => set({ ...range, was: [...query.was, writeRange(query)] })}
        onKept={(range) => set({ ...range, was: [] })}
      />
      <Talkers answer={top} filter={filter} asked={query} hrefWith={hrefWith} onChange={set} />
      <WhatNeedsAPurpose filter={filter} from={shown?.from} to={shown?.to} />
    </Page>
  );
}
