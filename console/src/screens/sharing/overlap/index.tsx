// Overlap: what organisations see together, alone, and not at all.
import { useAnswer } from "@/api/answer";
import { Choice } from "@/components/button";
import { Figures } from "@/components/keyvalue";
import { Matrix } from "@/components/matrix";
import { Section } from "@/components/page";
import { Answered, EmptyState } from "@/components/states";
import { TopList } from "@/components/top-list";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { kDays, useSpan } from "../span";
import { estimateOf, greatestFirst, operatorName, unseenInterval, type OverlapAnswer } from "./figures";
import { ReachChart } from "./reach-chart";
import { text } from "./text";
import "./overlap.css";

const querySpec = { by: param.choice(["endpoint", "address"], "endpoint") };

export function Overlap() {
  const words = useText(text);
  const [query, setQuery] = useQuery(querySpec);
  const { days, setDays, span } = useSpan("7");
  const answer = useAnswer("/programme/overlap", { query: { by: query.by, ...span } });
  return (
    <div class="stack">
      <p class="soft told">{words.lead}</p>
      <div class="filters no-print">
        <Choice label={words.span} value={days} onChange={setDays} options={kDays.map((value) => ({ value, text: words.days[value] }))} />
        <Choice
          label={words.by}
          value={query.by}
          onChange={(by) => setQuery({ by })}
          options={[
            { value: "endpoint", text: words.byEndpoint },
            { value: "address", text: words.byAddress },
          ]}
        />
      </div>
      <Answered answer={answer} lines={10}>
        {(overlap) =>
          overlap.operators.length < 2 ? (
            <EmptyState title={words.tooFew}>{words.tooFewText}</EmptyState>
          ) : (
            <Charts overlap={overlap} />
          )
        }
      </Answered>
    </div>
  );
}

function Charts({ overlap }: { readonly overlap: OverlapAnswer }) {
  const words = useText(text);
  const format = useFormat();
  const name = (operator: string): string => operatorName(operator, words.member);
  const names = overlap.operators.map((one) => name(one.operator));
  return (
    <div class="stack far">
      <Figures
        pairs={[
          { name: words.servers, value: format.count(overlap.servers) },
          { name: words.organisations, value: format.count(names.length) },
          { name: words.seenByOne, value: format.count(overlap.seen_by[0]) },
        ]}
      />
      <Unseen overlap={overlap} />
      <div class="columns">
        <Matrix
          label={words.jaccard}
          note={words.jaccardNote}
          name="overlap-jaccard"
          rows={names}
          columns={names}
          rowTitle={words.organisation}
          values={overlap.jaccard}
          share={(value) => value}
          text={(value) => format.decimal(value, 2)}
        />
        <Matrix
          label={words.shared}
          note={words.sharedNote}
          name="overlap-shared"
          rows={names}
          columns={names}
          rowTitle={words.organisation}
          values={overlap.shared}
          text={format.count}
        />
        <TopList
          label={words.exclusive}
          note={words.exclusiveNote}
          name="overlap-exclusive"
          items={greatestFirst(overlap, "exclusive", name)}
          itemTitle={words.organisation}
          valueTitle={words.exclusive}
          text={format.count}
        />
        <TopList
          label={words.gain}
          note={words.gainNote}
          name="overlap-gain"
          items={greatestFirst(overlap, "gain_on_average", name)}
          itemTitle={words.organisation}
          valueTitle={words.gain}
          text={(value) => format.decimal(value, 1)}
        />
        <ReachChart
          label={words.reach}
          note={words.reachNote}
          reach={overlap.reach}
          text={(value) => format.decimal(value, Number.isInteger(value) ? 0 : 1)}
          countTitle={words.reachCount}
          serversTitle={words.reachServers}
        />
      </div>
    </div>
  );
}

function Unseen({ overlap }: { readonly overlap: OverlapAnswer }) {
  const words = useText(text);
  const format = useFormat();
  const estimate = estimateOf(overlap);
  const count = (value: number): string => format.count(Math.round(value));
  const interval = estimate && unseenInterval(estimate);
  return (
    <Section title={words.unseen}>
      {estimate && interval ? (
        <div class="told stack close">
          <p>{words.unseenSays(count(estimate.unseen), count(interval.low), count(interval.high))}</p>
          <p>{words.wholeSays(count(estimate.whole), format.percent(overlap.servers / estimate.whole, 0))}</p>
          <p class="soft small">{overlap.method === "chapman" ? words.chapman : words.lowerBound}</p>
        </div>
      ) : (
        <p class="soft">{words.noEstimate}</p>
      )}
    </Section>
  );
}
