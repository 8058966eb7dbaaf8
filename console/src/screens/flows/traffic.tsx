// Traffic over time: one line, or one for each of the greatest; marking a range zooms into it.
import { useMemo } from "preact/hooks";
import type { Answer } from "@/api/answer";
import { Button, Choice } from "@/components/button";
import { Select } from "@/components/forms";
import { Section } from "@/components/page";
import { EmptyState } from "@/components/states";
import { TimeChart } from "@/components/time-chart";
import { useFormat, type Format } from "@/format/format";
import { instantOf } from "@/format/zones";
import { useText } from "@/text/dictionary";
import { kMeasures, kSplits, type Measure, type Split } from "./query";
import { marked, type Range } from "./range";
import { chartOf, type FlowSeries } from "./series";
import { AnsweredOrRefused } from "./refused";
import { kSubscribers } from "./talkers";
import { text } from "./text";

export interface TrafficProps {
  readonly answer: Answer<FlowSeries>;
  readonly filter: string;
  readonly show: Measure;
  readonly split: Split;
  readonly onShow: (show: Measure) => void;
  readonly onSplit: (split: Split) => void;
  readonly onZoom: (range: Range) => void;
  readonly onKept: (range: Range) => void;
}

function figureText(format: Format, measure: Measure): (value: number) => string {
  if (measure === "octets") return format.bitrate;
  return measure === "packets" ? (value) => format.si(value, "pkt/s") : (value) => format.si(value, "");
}

export function Traffic(props: TrafficProps) {
  const { answer, filter, show, split, onShow, onSplit } = props;
  const words = useText(text);
  return (
    <Section
      title={words.traffic}
      actions={
        <div class="row flow-tools">
          <Choice
            label={words.measure}
            value={show}
            onChange={onShow}
            options={kMeasures.map((value) => ({ value, text: words.measures[value] }))}
          />
          <Select
            label={words.split}
            hideLabel
            value={split}
            onChange={onSplit}
            options={kSplits.map((value) => ({ value, text: words.splits[value] }))}
          />
        </div>
      }
    >
      <AnsweredOrRefused answer={answer} lines={9} filter={filter} table={undefined}>
        {(series) => <Drawn {...props} series={series} />}
      </AnsweredOrRefused>
    </Section>
  );
}

function Drawn({ series, show, split, onZoom, onKept }: TrafficProps & { readonly series: FlowSeries }) {
  const words = useText(text);
  const format = useFormat();
  const chart = useMemo(() => chartOf(series, show), [series, show]);
  const lines = useMemo(() => {
    const name = (line: string | undefined): string =>
      line === undefined ? words.allLine : line === kSubscribers ? words.subscribers : line;
    return chart.lines.map((line) => ({ name: name(line.text), values: line.values, look: "steps" as const }));
  }, [chart, words]);
  const from = instantOf(series.from);
  const kept = { from: instantOf(series.kept_from), to: instantOf(series.kept_to) };
  if (chart.silent) {
    const action = kept.from && kept.to && kept.from < kept.to && <Button onClick={() => onKept(kept)}>{words.goKept}</Button>;
    return (
      <EmptyState title={words.silent} action={action}>
        {words.silentText}
      </EmptyState>
    );
  }
  const length = format.duration(series.bucket_seconds);
  return (
    <TimeChart
      label={words.measures[show]}
      view="time"
      name={`flows ${split === "none" ? "" : split} ${show} ${series.from}`}
      times={chart.times}
      series={lines}
      text={figureText(format, show)}
      note={`${(show === "flows" ? words.bucketFlows : words.bucket)(length)} · ${words.mark}`}
      onZoom={(begin, end) => from && onZoom(marked(begin, end, from, series.bucket_seconds))}
      height={280}
    />
  );
}
