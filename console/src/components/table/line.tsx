// A row as it is drawn.  Scrolling moves the window over the rows: lines that stay in it are not drawn
// anew, so that only what comes into sight costs anything.
//
// Tab stops at what can be pressed in the active row alone: a list of ten thousand rows must let the
// keyboard go (WCAG 2.2, 2.1.2), and arrow keys say which row is active.
import { Component, createRef, type ComponentChildren } from "preact";
import { visible } from "@/format/unseen";
import type { Column } from "./columns";

export interface LineProps<Row> {
  /** undefined: on its way. */
  readonly row: Row | undefined;
  readonly id: string;
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  /** With the hidden ones: screen readers count all. */
  readonly all: readonly Column<Row>[];
  readonly active: boolean;
  readonly opens: boolean;
  /** Must stay the same function, or every line is drawn anew. */
  readonly onClick: (index: number, event: MouseEvent) => void;
}

const kPressed = "a[href], button, input, select, textarea, [tabindex]";

const shown = (cell: ComponentChildren): ComponentChildren => (typeof cell === "string" ? visible(cell) : cell);

export class Line<Row> extends Component<LineProps<Row>> {
  readonly #drawn = createRef<HTMLTableRowElement>();

  override shouldComponentUpdate(next: LineProps<Row>): boolean {
    const now = this.props;
    return (
      next.row !== now.row ||
      next.columns !== now.columns ||
      next.active !== now.active ||
      next.index !== now.index ||
      next.id !== now.id ||
      next.opens !== now.opens
    );
  }

  override componentDidMount(): void {
    this.#letTabIn();
  }

  override componentDidUpdate(): void {
    this.#letTabIn();
  }

  #letTabIn(): void {
    for (const one of this.#drawn.current?.querySelectorAll<HTMLElement>(kPressed) ?? []) one.tabIndex = this.props.active ? 0 : -1;
  }

  override render({ row, id, index, columns, all, active, opens, onClick }: LineProps<Row>) {
    const look = `line${active ? " active" : ""}${opens ? " opens" : ""}`;
    return (
      <tr ref={this.#drawn} id={id} class={look} aria-rowindex={index + 2} aria-selected={active} onClick={(event) => onClick(index, event)}>
        {columns.map((column) => (
          <td key={column.id} class={column.numeric ? "number" : ""} aria-colindex={all.indexOf(column) + 1}>
            {row ? shown(column.cell(row)) : <span class="coming" />}
          </td>
        ))}
      </tr>
    );
  }
}

/** Stands for rows that are not drawn. */
export function Room({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden="true" class="room">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}
