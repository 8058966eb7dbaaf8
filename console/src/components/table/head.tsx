// The head of a table: titles, and buttons for those columns that sort.
import { useText } from "@/text/dictionary";
import { Icon } from "../icon";
import { text } from "../text";
import type { Column } from "./columns";
import { sortAfterClick, sortOf } from "./window";

interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  /** With the hidden ones: screen readers count all. */
  readonly all: readonly Column<Row>[];
  readonly sort: string;
  readonly setSort: (sort: string) => void;
}

export function TableHead<Row>({ columns, all, sort, setSort }: TableHeadProps<Row>) {
  const words = useText(text);
  const now = sortOf(sort);
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => {
          const sorted = now?.by === column.id ? (now.descending ? "descending" : "ascending") : undefined;
          return (
            <th
              key={column.id}
              scope="col"
              class={column.numeric ? "number" : ""}
              aria-sort={sorted ?? (column.sort ? "none" : undefined)}
              aria-colindex={all.indexOf(column) + 1}
            >
              {column.sort ? (
                <button
                  type="button"
                  title={words.sortBy(column.title)}
                  onClick={() => setSort(sortAfterClick(sort, column.id, column.descendingFirst ?? false))}
                >
                  {column.title}
                  <span class="arrow">
                    <Icon name={sorted ?? "unsorted"} size={10} />
                  </span>
                </button>
              ) : (
                column.title
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
