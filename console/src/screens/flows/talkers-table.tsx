// Who counts most, as a table: a row narrows the filter to itself, a known C&C server leads to its page.
import type { Answer } from "@/api/answer";
import { Badge } from "@/components/badge";
import { Bar } from "@/components/bar";
import { Button } from "@/components/button";
import { Select } from "@/components/forms";
import { Section } from "@/components/page";
import { EmptyState } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { useFormat, type Format } from "@/format/format";
import { pathOf } from "@/router/location";
import type { SetQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { kBy, kNextBy, kOrders, type Order, type querySpec } from "./query";
import { AnsweredOrRefused } from "./refused";
import { kSubscribers, restOf, talkersOf, type FlowTop, type Talker } from "./talkers";
import { text } from "./text";
import type { HrefWith, Query } from "./trail";

export interface TalkersProps {
  readonly answer: Answer<FlowTop>;
  readonly filter: string;
  readonly asked: Query;
  readonly hrefWith: HrefWith;
  readonly onChange: SetQuery<typeof querySpec>;
}

// Summed up from panes, the others from records (docs/formats/filter.md).
const kPaneKeys: ReadonlySet<string> = new Set(["service", "server", "port"]);
const kRowChoices = ["20", "50", "100", "1000"] as const;

export function Talkers({ answer, filter, asked, hrefWith, onChange }: TalkersProps) {
  const words = useText(text);
  const format = useFormat();
  const ofPanes = kPaneKeys.has(asked.by);
  const instead = ofPanes ? "dst" : "server";
  return (
    <Section
      title={words.talkers}
      actions={
        <div class="row flow-tools">
          <Select label={words.by} value={asked.by} options={kBy.map((value) => ({ value, text: words.bys[value] }))} onChange={(by) => onChange({ by })} />
          <Select label={words.order} value={asked.order} options={kOrders.map((value) => ({ value, text: words.orders[value] }))} onChange={(order) => onChange({ order })} />
          <Select
            label={words.rows}
            value={String(asked.rows)}
            options={[...new Set([String(asked.rows), ...kRowChoices])].sort((a, b) => Number(a) - Number(b)).map((value) => ({ value, text: format.count(Number(value)) }))}
            onChange={(rows) => onChange({ rows: Number(rows) })}
          />
        </div>
      }
    >
      <AnsweredOrRefused
        answer={answer}
        lines={10}
        filter={filter}
        table={ofPanes ? "pairs" : "flows"}
        instead={<Button onClick={() => onChange({ by: instead })}>{words.sumBy(words.bys[instead])}</Button>}
      >
        {(top) => <Rows top={top} asked={asked} hrefWith={hrefWith} />}
      </AnsweredOrRefused>
    </Section>
  );
}

const amountOf = (row: Talker, order: Order): number | null | undefined => row[order];

function clientsText(format: Format, fewer: string, clients: Talker["clients"]): string {
  return clients === null ? fewer : format.count(clients);
}

function Rows({ top, asked, hrefWith }: { readonly top: FlowTop; readonly asked: Query; readonly hrefWith: HrefWith }) {
  const words = useText(text);
  const format = useFormat();
  const { by, order } = asked;
  const rows = talkersOf(top, order);
  const rest = restOf(rows);
  const nameOf = (row: Talker): string => (row.key.text === kSubscribers ? words.subscribers : row.key.text);
  const narrowed = (row: Talker): string | undefined =>
    row.key.filter === undefined || asked.in.includes(row.key.filter)
      ? undefined
      : hrefWith({ in: [...asked.in, row.key.filter], by: kNextBy[by] });
  const show = (row: Talker, of: Order): string => {
    if (of === "clients") return clientsText(format, words.fewer, row.clients);
    return of === "octets" ? format.octets(row.octets) : format.count(row[of]);
  };
  const amount = (of: Order): Column<Talker> => ({
    id: of,
    title: words.orders[of],
    numeric: of !== order,
    width: of === order ? 10 : of === "packets" ? 8.5 : 6.5,
    hideBelow: of === order ? undefined : 720,
    cell: (row) => (of === order ? <Bar share={row.length} text={show(row, of)} /> : show(row, of)),
    csv: (row) => amountOf(row, of),
  });
  const counted = kOrders.filter((of) => of !== "clients" || rows.some((row) => row.clients !== undefined));
  const columns: Column<Talker>[] = [
    { id: "place", title: words.place, width: 3, numeric: true, hideBelow: 560, cell: (row) => format.count(row.place) },
    {
      id: "key",
      title: words.bys[by],
      width: 11,
      grow: true,
      cell: (row) => {
        const href = narrowed(row);
        const name = nameOf(row);
        return (
          <>
            {href === undefined ? name : <a href={href} title={words.narrow(name)}>{name}</a>} <KnownServer id={row.key.server} />
          </>
        );
      },
      csv: nameOf,
    },
    { id: "server", title: words.server, csvOnly: true, cell: () => null, csv: (row) => row.key.server },
    ...(rows.some((row) => row.key.country !== undefined)
      ? [{ id: "country", title: words.country, width: 8, hideBelow: 900, cell: (row: Talker) => format.country(row.key.country), csv: (row: Talker) => row.key.country }]
      : []),
    amount(order),
    ...(rows.some((row) => row.share !== undefined)
      ? [{ id: "share", title: words.share, width: 5, numeric: true, hideBelow: 480, cell: (row: Talker) => format.percent(row.share), csv: (row: Talker) => row.share }]
      : []),
    ...counted.filter((of) => of !== order).map(amount),
  ];
  return (
    <>
      <Table
        label={`${words.talkers}: ${words.bys[by]}`}
        name={`flows top ${by} ${order} ${top.from}`}
        columns={columns}
        rows={rows}
        keyOf={(row) => `${row.place} ${row.key.text}`}
        hrefOf={narrowed}
        maxHeight="none"
        empty={
          <EmptyState
            title={words.noRows}
            action={asked.in.length > 0 && <Button href={hrefWith({ in: asked.in.slice(0, -1) })}>{words.loosen}</Button>}
          >
            {words.silentText}
          </EmptyState>
        }
      />
      {rest !== undefined && <p class="soft small">{words.rest(format.percent(rest))}</p>}
    </>
  );
}

/** A C&C server that this hub knows: to its page. */
function KnownServer({ id }: { readonly id: string | undefined }) {
  const words = useText(text);
  if (id === undefined) return null;
  return (
    <a href={pathOf("servers", id)} title={words.serverTitle}>
      <Badge tone="fire">{words.server}</Badge>
    </a>
  );
}
