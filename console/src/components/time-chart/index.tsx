// Values over time: several lines, gaps where nothing is known, a range to zoom to.
//
// The pointer marks a range by dragging, the keyboard with Shift and the arrow keys; what is done with
// it is the caller's (the range belongs in the URL).  The time under the cursor is said in words.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { useFormat, type Format } from "@/format/format";
import { visible } from "@/format/unseen";
import { useSettings } from "@/settings/settings";
import { useText } from "@/text/dictionary";
import { ChartFrame, type ChartBase, type TwinCell } from "../chart-frame";
import { Legend } from "../drawing/legend";
import { Skeleton } from "../states";
import { text as componentText } from "../text";
import { useDark } from "./dark";
import type { Plot } from "./plot";
import "./time-chart.css";

export { equalTimes } from "./labels";

export interface TimeSeries {
  readonly name: string;
  /** One a time; null is a gap. */
  readonly values: readonly (number | null)[];
  readonly look?: "line" | "steps" | "bars" | undefined;
}

export interface TimeMark {
  readonly at: string | number | Date;
  readonly text: string;
}

export interface TimeChartProps extends ChartBase {
  /** Milliseconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly series: readonly TimeSeries[];
  readonly text: (value: number) => string;
  readonly onZoom?: ((from: Date, to: Date) => void) | undefined;
  readonly marks?: readonly TimeMark[] | undefined;
  readonly height?: number | undefined;
  readonly actions?: ComponentChildren;
}

export function TimeChart(props: TimeChartProps) {
  const { label, name, view, times, series, text, note, actions } = props;
  const words = useText(componentText);
  const format = useFormat();
  const rows = times.map((time, at): TwinCell[] => [new Date(time).toISOString(), ...series.map((one) => one.values[at] ?? null)]);
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      actions={actions}
      draws="canvas"
      twin={{
        head: [words.time, ...series.map((one) => one.name)],
        rows,
        numeric: [false, ...series.map(() => true)],
        show: (value, column) => (column === 0 ? format.time(value) : value === null ? words.noValue : text(Number(value))),
      }}
    >
      <Drawing {...props} />
    </ChartFrame>
  );
}

function readout(format: Format, { times, series, text }: TimeChartProps, at: number, noValue: string): string {
  const values = series.map((one) => {
    const value = one.values[at];
    return `${one.name} ${value === null || value === undefined ? noValue : text(value)}`;
  });
  return `${format.time(times[at])}: ${values.join(", ")}`;
}

function Drawing(props: TimeChartProps) {
  const { label, times, series, text, onZoom, marks = [], height = 240 } = props;
  const words = useText(componentText);
  const format = useFormat();
  const { language, zone, theme } = useSettings();
  const dark = useDark();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const [ready, setReady] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const anchor = useRef<number | null>(null);

  const zooms = onZoom !== undefined;
  useEffect(() => {
    let wanted = true;
    void import("./plot").then(({ drawPlot }) => {
      if (!wanted || !box.current) return;
      setReady(true);
      plot.current = drawPlot(box.current, {
        times,
        series,
        marks,
        text,
        language,
        zone,
        height,
        onMark: zooms ? (from, to) => zoom.current?.(new Date(from), new Date(to)) : undefined,
        onPoint: setAt,
      });
    });
    return () => {
      wanted = false;
      plot.current?.destroy();
      plot.current = null;
    };
    // `text` and `marks` are often made anew by their callers; what they say depends on these.
  }, [times, series, JSON.stringify(marks), language, zone, theme, dark, height, zooms]);

  const goTo = (index: number, marking: boolean): void => {
    anchor.current = marking ? (anchor.current ?? at ?? index) : null;
    plot.current?.point(index, anchor.current);
    setAt(index);
  };
  const zoomToMarked = (): void => {
    if (anchor.current === null || at === null) return;
    const [from, to] = [times[Math.min(anchor.current, at)], times[Math.max(anchor.current, at)]];
    if (from !== undefined && to !== undefined && to > from) zoom.current?.(new Date(from), new Date(to));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const now = at ?? -1;
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: times.length - 1, PageDown: now + 10, PageUp: now - 10 }[event.key];
    if (to !== undefined) goTo(Math.max(0, Math.min(times.length - 1, to)), event.shiftKey && zooms);
    else if (event.key === "Enter") zoomToMarked();
    else if (event.key === "Escape" && anchor.current !== null) goTo(at ?? 0, false);
    else return;
    event.preventDefault();
  };
  const said = at === null ? "" : readout(format, props, at, words.noValue);
  return (
    <div class="time-chart">
      {!ready && <Skeleton lines={6} />}
      <div
        class="plot"
        ref={box}
        role="application"
        aria-roledescription={label}
        aria-label={label}
        aria-describedby={`${id}-hint`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      />
      <span class="unseen" id={`${id}-hint`}>
        {words.chartHint}
      </span>
      <span class="unseen" aria-live="polite">
        {said}
      </span>
      <div class="below">
        <Legend
          names={series.map((one) => {
            const value = at === null ? undefined : one.values[at];
            return (
              <>
                {visible(one.name)} <span class="value">{value === undefined || value === null ? "" : text(value)}</span>
              </>
            );
          })}
        />
        <p class="readout no-print" aria-hidden="true">
          {at === null ? "" : format.time(times[at])}
        </p>
      </div>
    </div>
  );
}
