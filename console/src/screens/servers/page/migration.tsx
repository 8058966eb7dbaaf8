// Where clients went, in a sentence and a table.
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { tenToMinus } from "../evidence/figures";
import { migrationOf, type Life, type Move } from "../life";
import { findHref } from "./find";
import { trafficText } from "./traffic-text";

export function MigrationStory({ life, stem }: { readonly life: Life; readonly stem: string }) {
  const words = useText(trafficText).moves;
  const format = useFormat();
  const migration = life.server ? migrationOf(life.server) : null;
  if (!migration || migration.verdict === "") return null;
  const expected = Number.isFinite(migration.expected_again) ? format.decimal(migration.expected_again) : "–";
  const told = migration.left !== null && (migration.verdict === "not-seen-elsewhere" || migration.verdict === "too-thin");
  return (
    <div class="stack close">
      <p>
        <b>{words.verdicts[migration.verdict]}</b> {told && words.left(format.count(migration.left), expected)}
      </p>
      {migration.moves.length > 0 && <MoveTable moves={migration.moves} stem={stem} />}
    </div>
  );
}

function MoveTable({ moves, stem }: { readonly moves: readonly Move[]; readonly stem: string }) {
  const words = useText(trafficText).moves;
  const format = useFormat();
  const columns: readonly Column<Move>[] = [
    {
      id: "to",
      title: words.to,
      width: 13,
      grow: true,
      cell: (move) => (
        <a class="mono" href={findHref(move.to)}>
          {move.to}
        </a>
      ),
      csv: (move) => move.to,
    },
    {
      id: "came",
      title: words.came,
      width: 11,
      cell: (move) => words.cameOf(format.count(move.came), format.count(move.left)),
      csv: (move) => move.came,
    },
    {
      id: "clients",
      title: words.clientsTo,
      width: 8,
      numeric: true,
      cell: (move) => (move.clients_to === null ? words.few : format.count(move.clients_to)),
      csv: (move) => move.clients_to,
    },
    { id: "chance", title: words.chance, width: 7, cell: (move) => tenToMinus(-move.log10_p), csv: (move) => move.log10_p },
    { id: "last", title: words.lastVisit, width: 11, cell: (move) => <Timestamp at={move.last_visit} />, csv: (move) => move.last_visit },
    { id: "first", title: words.firstVisit, width: 11, cell: (move) => <Timestamp at={move.first_visit} />, csv: (move) => move.first_visit },
  ];
  return (
    <Table
      label={words.table}
      name={`${stem}-moves`}
      columns={columns}
      rows={moves}
      keyOf={(move) => move.to}
      hrefOf={(move) => findHref(move.to)}
      sortName="moves"
      maxHeight="none"
      wrap
    />
  );
}
