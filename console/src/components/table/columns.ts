// What a table is told: its columns, its rows' names, its manners.
import type { ComponentChildren } from "preact";
import type { CsvField } from "../csv";

export interface Column<Row> {
  /** Its name in the URL and, for fetched rows, for the hub. */
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Least width in rem; 8 without it. */
  readonly width?: number | undefined;
  /** Takes the room that is left. */
  readonly grow?: boolean | undefined;
  readonly numeric?: boolean | undefined;
  /** In memory: how to compare; fetched: true where the hub can sort by it. */
  readonly sort?: ((a: Row, b: Row) => number) | true | undefined;
  readonly descendingFirst?: boolean | undefined;
  /** The value in the CSV file; without it the column is not in the file. */
  readonly csv?: ((row: Row) => CsvField) | undefined;
  /** Left out where the table is narrower than so many pixels. */
  readonly hideBelow?: number | undefined;
  /** Not on paper: buttons, boxes to tick. */
  readonly screenOnly?: boolean | undefined;
  /** In the CSV file and nowhere else: an id, which a person reads by its name. */
  readonly csvOnly?: boolean | undefined;
}

export interface TableManners<Row> {
  /** Names the table for screen readers. */
  readonly label: string;
  /** Of the CSV file. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Where Enter and a click on the row lead. */
  readonly hrefOf?: ((row: Row) => string | undefined) | undefined;
  /** "column" or "-column"; "" leaves the rows as they come. */
  readonly defaultSort?: string | undefined;
  /** The query parameter that holds the order; "sort" without it. Two tables on a page need two. */
  readonly sortName?: string | undefined;
  /** Instead of "No rows." */
  readonly empty?: ComponentChildren;
  /** Beside the number of rows. */
  readonly actions?: ComponentChildren;
  /** Greatest height; "72vh" without it, "none" for short tables. */
  readonly maxHeight?: string | undefined;
  /** Rows as high as their text needs: for at most some hundred rows. */
  readonly wrap?: boolean | undefined;
}
