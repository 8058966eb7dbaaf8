// What every chart has: a title, a table that says the same, and both to take along.
//
// A drawing is for those who see it; the twin is for everybody, for copying and for checking.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { visible } from "@/format/unseen";
import { param, useQuery } from "@/router/query";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { Choice } from "../button";
import { DownloadCsv, DownloadPng } from "../download";
import { text } from "../text";
import "./chart-frame.css";

export type TwinCell = string | number | null;

export interface Twin {
  readonly head: readonly string[];
  /** Raw values: they go into the CSV file as they are. */
  readonly rows: readonly (readonly TwinCell[])[];
  /** Which columns are numbers. */
  readonly numeric?: readonly boolean[] | undefined;
  /** How a cell reads; as it is without it. */
  readonly show?: ((value: TwinCell, column: number, row: number) => ComponentChildren) | undefined;
}

/** What every chart is told. */
export interface ChartBase {
  readonly label: string;
  /** Of the files. */
  readonly name: string;
  /** Names the chart among those of its page, in the address; without it the name of its files does. */
  readonly view?: string | undefined;
  /** Beside the label, small. */
  readonly note?: ComponentChildren;
}

export interface ChartFrameProps extends ChartBase {
  readonly twin: Twin;
  /** What the drawing is made of; a function where the image is drawn anew. */
  readonly draws: "svg" | "canvas" | (() => SVGSVGElement | HTMLCanvasElement | null);
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
  /** What the drawing is called beside "Table": chart, map, list. */
  readonly kind?: "chart" | "map" | undefined;
}

const querySpec = { tables: param.list() };

/** Which of the page's charts stand as tables is in the address, so that it can be sent and comes back. */
function useShown(view: string): ["drawing" | "twin", (shown: "drawing" | "twin") => void] {
  const [{ tables }, set] = useQuery(querySpec);
  const show = (shown: "drawing" | "twin"): void => {
    const others = tables.filter((one) => one !== view);
    set({ tables: shown === "twin" ? [...others, view] : others }, { replace: true });
  };
  return [tables.includes(view) ? "twin" : "drawing", show];
}

export function ChartFrame({ label, name, view = name, twin, draws, note, actions, children, kind = "chart" }: ChartFrameProps) {
  const words = useText(text);
  const shared = useText(common);
  const [shown, setShown] = useShown(view);
  const drawing = useRef<HTMLDivElement>(null);
  const source = (): SVGSVGElement | HTMLCanvasElement | null =>
    typeof draws === "function" ? draws() : (drawing.current?.querySelector<SVGSVGElement | HTMLCanvasElement>(draws) ?? null);
  const legend = (): Element | null => drawing.current?.querySelector(".legend") ?? null;
  return (
    <figure class="chart" aria-label={label}>
      <figcaption>
        <span class="chart-title">
          {label} {note !== undefined && <span class="chart-note">{note}</span>}
        </span>
        <span class="chart-tools no-print">
          {actions}
          <Choice
            label={words.viewAs}
            value={shown}
            onChange={setShown}
            options={[
              { value: "drawing", text: shared[kind] },
              { value: "twin", text: shared.table },
            ]}
          />
          {shown === "drawing" && <DownloadPng name={name} title={label} legend={legend} source={source} />}
          <DownloadCsv name={name} head={twin.head} rows={() => twin.rows} />
        </span>
      </figcaption>
      {shown === "drawing" ? (
        <div class="drawing" ref={drawing}>
          {children}
        </div>
      ) : (
        <TwinTable label={label} twin={twin} />
      )}
    </figure>
  );
}

function shownCell(twin: Twin, value: TwinCell, column: number, row: number): ComponentChildren {
  const shown = twin.show ? twin.show(value, column, row) : (value ?? "–");
  return typeof shown === "string" ? visible(shown) : shown;
}

function TwinTable({ label, twin }: { readonly label: string; readonly twin: Twin }) {
  const look = (column: number): string => (twin.numeric?.[column] ? "number" : "");
  return (
    <div class="twin" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {twin.head.map((title, column) => (
              <th key={column} scope="col" class={look(column)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {twin.rows.map((row, at) => (
            <tr key={at}>
              {row.map((value, column) => (
                <td key={column} class={look(column)}>
                  {shownCell(twin, value, column, at)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
