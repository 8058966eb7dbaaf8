// Feeds and inputs: what the hub fetches by itself, how that goes, and fetching now.
import { useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import { post } from "@/api/client";
import type { Schema } from "@/api/contract";
import { problemFrom } from "@/api/problem";
import { Badge, type Tone } from "@/components/badge";
import { Button } from "@/components/button";
import { Answered, EmptyState } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { toast } from "@/components/toast";
import { useFormat } from "@/format/format";
import { visible } from "@/format/unseen";
import { useText } from "@/text/dictionary";
import { text } from "./text";

type Input = Schema<"Input">;

const kTones: Readonly<Record<Input["health"], Tone>> = { fine: "good", late: "warn", failing: "bad", new: "note", off: "plain" };
/** So many rows may be as high as their text needs. */
const kWrapped = 300;

/** What is ill stands first. */
const kOrder: readonly Input["health"][] = ["failing", "late", "new", "fine", "off"];

export function Inputs() {
  const words = useText(text);
  const answer = useAnswer("/inputs", {}, { everySeconds: 15 });
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const run = (input: Input): void => {
    setAsked(new Set([...asked, input.name]));
    post("/inputs/{name}/run", { path: { name: input.name } })
      .then(
        () => toast(words.asked(input.name)),
        (thrown: unknown) => toast(`${words.refused(input.name)} ${problemFrom(thrown).detail}`, "bad"),
      )
      .finally(() => {
        setAsked((now) => new Set([...now].filter((name) => name !== input.name)));
        answer.again();
      });
  };
  const columns = useColumns(asked, run);
  return (
    <div class="stack">
      <p class="soft">{words.lead}</p>
      <Answered
        answer={answer}
        empty={
          <EmptyState title={words.empty}>
            {words.emptyText} <code class="command">noroshi hub input add feodo --from /var/lib/feeds/feodo.csv --every 1h</code>
          </EmptyState>
        }
      >
        {({ items }) => (
          <Table label={words.label} name="inputs" columns={columns} rows={items} keyOf={(input) => input.name} defaultSort="health" wrap={items.length <= kWrapped} />
        )}
      </Answered>
    </div>
  );
}

/** Whether seals are asked for, and who sealed last. */
function Sealed({ input }: { readonly input: Input }) {
  const words = useText(text);
  if (input.seals === undefined) return <span class="soft">{words.sealNone}</span>;
  return (
    <>
      {input.seals.required ? words.sealDemanded : words.sealWanted}{" "}
      {input.seals.last !== undefined && (
        <span class="soft small" lang="en" title={input.seals.last}>
          {visible(input.seals.last)}
        </span>
      )}
    </>
  );
}

function useColumns(asked: ReadonlySet<string>, run: (input: Input) => void): Column<Input>[] {
  const words = useText(text);
  const format = useFormat();
  return [
    {
      id: "name",
      title: words.name,
      width: 9,
      grow: true,
      sort: (a, b) => a.name.localeCompare(b.name),
      cell: (input) => (
        <>
          {input.name} <span class="soft small">{words.kinds[input.kind]}</span>
        </>
      ),
      csv: (input) => input.name,
    },
    {
      id: "health",
      title: words.health,
      width: 9.5,
      sort: (a, b) => kOrder.indexOf(a.health) - kOrder.indexOf(b.health),
      cell: (input) => (
        <>
          <Badge tone={kTones[input.health]}>{words.healths[input.health]}</Badge>{" "}
          {input.failures > 0 && <span class="small">{words.failures(format.count(input.failures))}</span>}
        </>
      ),
      csv: (input) => input.health,
    },
    {
      id: "result",
      title: words.result,
      width: 16,
      cell: (input) => (
        <span lang="en" title={input.last_result}>
          {input.last_result ?? "–"}
        </span>
      ),
      csv: (input) => input.last_result,
    },
    {
      id: "success",
      title: words.lastSuccess,
      width: 8,
      sort: (a, b) => (a.last_success ?? "").localeCompare(b.last_success ?? ""),
      cell: (input) => (input.last_success ? <Timestamp at={input.last_success} relative /> : <span class="soft">{words.never}</span>),
      csv: (input) => input.last_success,
    },
    { id: "due", title: words.due, width: 8, hideBelow: 900, cell: (input) => <Timestamp at={input.due} relative />, csv: (input) => input.due },
    { id: "every", title: words.every, width: 6, hideBelow: 1000, numeric: true, cell: (input) => format.duration(input.every_seconds), csv: (input) => input.every_seconds },
    {
      id: "taken",
      title: words.taken,
      width: 7.5,
      hideBelow: 640,
      numeric: true,
      sort: (a, b) => a.taken - b.taken,
      cell: (input) => format.count(input.taken),
      csv: (input) => input.taken,
    },
    {
      id: "trust",
      title: words.trust,
      width: 7,
      hideBelow: 1100,
      cell: (input) => <span title={words.trustSays(input.reliability, String(input.credibility))}>{`${input.reliability}${input.credibility}`}</span>,
      csv: (input) => `${input.reliability}${input.credibility}`,
    },
    { id: "seal", title: words.seal, width: 10, hideBelow: 700, cell: (input) => <Sealed input={input} />, csv: (input) => input.seals?.last },
    { id: "from", title: words.from, width: 12, hideBelow: 1250, cell: (input) => <span class="mono" title={input.from}>{input.from}</span>, csv: (input) => input.from },
    {
      id: "action",
      title: words.action,
      screenOnly: true,
      width: 8,
      cell: (input) => (
        <span class="no-print">
          <Button kind="quiet" busy={asked.has(input.name)} label={words.runOne(input.name)} onClick={() => run(input)}>
            {words.run}
          </Button>
        </span>
      ),
    },
  ];
}
