// What stands around an object: at most 200 nodes, grouped by the hub, laid out at once.
//
// Shapes say the type, dashes what was revoked, a number how many a group stands for.  Arrow keys go to
// the neighbour in their direction; the list behind "Table" says every relation in words.
import { useMemo, useRef, useState } from "preact/hooks";
import { navigate } from "@/router/location";
import { useFormat } from "@/format/format";
import { visible } from "@/format/unseen";
import { useText } from "@/text/dictionary";
import { ChartFrame, type ChartBase, type TwinCell } from "../chart-frame";
import { fitText } from "../drawing/scale";
import { useWidth } from "../drawing/width";
import { text } from "../text";
import { layOut, neighbourTowards, type Direction, type Spot } from "./layout";
import { Shape } from "./shapes";
import "../drawing/series.css";
import "./graph.css";

export interface GraphNode {
  readonly id: string;
  readonly title: string;
  /** Type of the object, as STIX names it. */
  readonly kind: string;
  /** Stands for so many. */
  readonly group?: number | undefined;
  /** Revoked, or of no more use. */
  readonly faded?: boolean | undefined;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly relation: string;
}

export interface GraphProps extends ChartBase {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The node in the middle. */
  readonly centre: string;
  readonly kindText: (kind: string) => string;
  readonly hrefOf?: ((id: string) => string | undefined) | undefined;
  readonly height?: number | undefined;
}

const kDirections = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);
const kAllLabels = 45; // with more nodes only those near the active one are named, unless these are as many

export function Graph(props: GraphProps) {
  const { label, name, view, nodes, edges, kindText, hrefOf, note } = props;
  const words = useText(text);
  const titles = new Map(nodes.map((node) => [node.id, titleOf(node)]));
  const rows = edges.map((edge): TwinCell[] => [titles.get(edge.from) ?? edge.from, edge.relation, titles.get(edge.to) ?? edge.to]);
  const linked = (id: string | undefined, shown: TwinCell) => {
    const href = id === undefined ? undefined : hrefOf?.(id);
    return href === undefined ? shown : <a href={href}>{shown}</a>;
  };
  const kinds = [...new Set(nodes.map((node) => node.kind))].sort();
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      draws="svg"
      twin={{
        head: [words.node, words.relations, words.node],
        rows,
        show: (value, column, row) =>
          column === 1 ? value : linked(column === 0 ? edges[row]?.from : edges[row]?.to, value),
      }}
    >
      <div class="graph">
        <Field {...props} />
        <ul class="legend" aria-label={words.legend}>
          {kinds.map((kind) => (
            <li key={kind}>
              <svg width="18" height="18" viewBox="-12 -12 24 24" aria-hidden="true">
                <Shape kind={kind} />
              </svg>
              {kindText(kind)}
            </li>
          ))}
        </ul>
      </div>
    </ChartFrame>
  );
}

const titleOf = (node: GraphNode): string => (node.group ? `${node.group} × ${visible(node.title)}` : visible(node.title));

/** A view box around all spots, in the proportions of the page, never enlarging; and its scale. */
function viewOf(spots: readonly Spot[], width: number, height: number): [view: string, scale: number] {
  const margin = 46;
  const xs = spots.map((spot) => spot.x);
  const ys = spots.map((spot) => spot.y);
  const [left, right] = [Math.min(0, ...xs) - margin * 1.6, Math.max(0, ...xs) + margin * 1.6];
  const [top, bottom] = [Math.min(0, ...ys) - margin, Math.max(0, ...ys) + margin];
  const scale = Math.max(1, (right - left) / width, (bottom - top) / height);
  const [w, h] = [width * scale, height * scale];
  return [`${(left + right - w) / 2} ${(top + bottom - h) / 2} ${w} ${h}`, scale];
}

/** How long the layout took stands in the browser's performance timeline. */
function measured<T>(lay: () => T): T {
  const start = performance.now();
  const laid = lay();
  performance.measure("graph layout", { start, end: performance.now() });
  return laid;
}

function neighboursOf(edges: readonly GraphEdge[], id: string): ReadonlySet<string> {
  const near = new Set<string>();
  for (const edge of edges) {
    if (edge.from === id) near.add(edge.to);
    if (edge.to === id) near.add(edge.from);
  }
  near.delete(id);
  return near;
}

function Field({ label, nodes, edges, centre, kindText, hrefOf, height = 460 }: GraphProps) {
  const words = useText(text);
  const [box, width] = useWidth(900);
  const svg = useRef<SVGSVGElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const spots = useMemo(() => measured(() => layOut(nodes.map((node) => node.id), edges, centre)), [nodes, edges, centre]);
  const places = useMemo(() => new Map(spots.map((spot) => [spot.id, spot])), [spots]);
  const [view, scale] = useMemo(() => viewOf(spots, width, height), [spots, width, height]);
  const tabbed = active ?? (places.has(centre) ? centre : nodes[0]?.id);
  const near = useMemo(() => neighboursOf(edges, active ?? centre), [edges, active, centre]);

  const focus = (id: string): void => {
    setActive(id);
    [...(svg.current?.querySelectorAll<SVGElement>(".node") ?? [])].find((node) => node.dataset["id"] === id)?.focus();
  };
  const open = (id: string): void => {
    const href = hrefOf?.(id);
    if (href) navigate(href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = places.get(tabbed ?? "");
    if (!from || event.ctrlKey || event.altKey || event.metaKey) return;
    if (kDirections.has(event.key)) {
      const around = [...neighboursOf(edges, from.id)].flatMap((id) => places.get(id) ?? []);
      const next = neighbourTowards(event.key as Direction, from, around);
      if (next) focus(next.id);
    } else if (event.key === "Home") focus(centre);
    else if (event.key === "Enter") open(from.id);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={box} class="field-of-view">
      <svg
        ref={svg}
        class="relations"
        width={width}
        height={height}
        viewBox={view}
        style={{ "--label": `${(11.5 * scale).toFixed(1)}px` } /* as large as the page's, however far away */}
        role="group"
        aria-label={`${label}. ${words.graphHint}`}
        onKeyDown={onKeyDown}
      >
        {edges.map((edge, at) => (
          <Edge key={at} edge={edge} places={places} active={active} />
        ))}
        {nodes.map((node) => {
          const spot = places.get(node.id);
          if (!spot) return null;
          const close = near.size <= kAllLabels && near.has(node.id);
          const named = nodes.length <= kAllLabels || close || node.id === centre || node.id === active || node.group !== undefined;
          return (
            <Node
              key={node.id}
              node={node}
              spot={spot}
              centre={node.id === centre}
              named={named}
              said={`${titleOf(node)} (${kindText(node.kind)})`}
              tabbed={node.id === tabbed}
              onFocus={() => setActive(node.id)}
              onClick={() => open(node.id)}
            />
          );
        })}
      </svg>
    </div>
  );
}

interface EdgeProps {
  readonly edge: GraphEdge;
  readonly places: ReadonlyMap<string, Spot>;
  readonly active: string | null;
}

function Edge({ edge, places, active }: EdgeProps) {
  const from = places.get(edge.from);
  const to = places.get(edge.to);
  if (!from || !to) return null;
  const near = active !== null && (edge.from === active || edge.to === active);
  return (
    <g aria-hidden="true">
      <line class={near ? "edge near" : "edge"} x1={from.x} y1={from.y} x2={to.x} y2={to.y}>
        <title>{edge.relation}</title>
      </line>
      {near && (
        <text class="relation" x={(from.x + to.x) / 2} y={(from.y + to.y) / 2 + 4} text-anchor="middle">
          {edge.relation}
        </text>
      )}
    </g>
  );
}

interface NodeProps {
  readonly node: GraphNode;
  readonly spot: Spot;
  readonly centre: boolean;
  readonly named: boolean;
  readonly said: string;
  readonly tabbed: boolean;
  readonly onFocus: () => void;
  readonly onClick: () => void;
}

function Node({ node, spot, centre, named, said, tabbed, onFocus, onClick }: NodeProps) {
  const format = useFormat();
  return (
    <g
      class={node.faded ? "node faded" : "node"}
      data-id={node.id}
      transform={`translate(${spot.x.toFixed(1)} ${spot.y.toFixed(1)})`}
      role="link"
      tabIndex={tabbed ? 0 : -1}
      onFocus={onFocus}
      onClick={onClick}
    >
      <title>{said}</title>
      <circle class="focus-ring" r={17} />
      {(centre || node.group) && <circle class="ring" r={14} />}
      <Shape kind={node.kind} scale={centre ? 1.15 : 0.85} />
      {node.group && (
        <text class="amount" x={15} y={-9} aria-hidden="true">
          {format.count(node.group)}
        </text>
      )}
      {named && (
        <text class={centre ? "strong" : ""} y={27} text-anchor="middle" aria-hidden="true">
          {fitText(visible(node.title), centre ? 220 : 120, 11.5)}
        </text>
      )}
    </g>
  );
}
