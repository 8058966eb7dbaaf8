// What stands around an object: a graph of at most two hundred nodes, made and grouped by the hub, and
// the neighbours as a list of any length.
import { useEffect, useMemo } from "preact/hooks";
import { useAnswer, usePages } from "@/api/answer";
import { Choice } from "@/components/button";
import { Graph } from "@/components/graph";
import { Section } from "@/components/page";
import { Answered, EmptyState } from "@/components/states";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { graphEdges, graphNodes, groupsOf, placeOf, type Around } from "./graph";
import { HitTable } from "./hit-table";
import { rememberNames } from "./names";
import type { Known } from "./object-page";
import { objectHref, Reference } from "./reference";
import { text } from "./text";
import { relationWords } from "./words/relations";
import { useTypeWord } from "./words/types";

const kSteps = ["1", "2", "3"] as const;
const querySpec = { steps: param.choice(kSteps, "2"), nodes: param.whole(120, 10, 200) };

export function Relations({ known }: { readonly known: Known }) {
  const words = useText(text);
  const format = useFormat();
  const [{ steps, nodes }, set] = useQuery(querySpec);
  const answer = useAnswer("/objects/{id}/graph", { path: { id: known.id }, query: { depth: Number(steps), nodes } });
  const pages = usePages("/objects/{id}/neighbours", { path: { id: known.id }, query: { limit: 100 } });
  const tally = pages.first;
  return (
    <div class="stack far">
      <Section
        title={words.graph}
        actions={
          <Choice label={words.steps} value={steps} onChange={(next) => set({ steps: next })} options={kSteps.map((value) => ({ value, text: value }))} />
        }
      >
        <Answered answer={answer} lines={10}>
          {(around) => <Drawn around={around} centre={known.id} steps={steps} />}
        </Answered>
      </Section>
      <Section
        id="neighbours"
        title={words.neighbours}
        note={tally && `${(tally.capped ? words.foundMore : words.found)(format.count(tally.visible))} · ${words.neighboursNote}`}
      >
        <Answered answer={pages.answer} empty={<p class="soft">{words.noNeighbours}</p>}>
          {() => <HitTable label={words.neighbours} name={`neighbours ${known.id}`} pages={pages} />}
        </Answered>
      </Section>
    </div>
  );
}

interface DrawnProps {
  readonly around: Around;
  readonly centre: string;
  readonly steps: string;
}

function Drawn({ around, centre, steps }: DrawnProps) {
  const words = useText(text);
  const relations = useText(relationWords);
  const format = useFormat();
  const typeWord = useTypeWord();
  useEffect(() => rememberNames(around.nodes.filter((node) => node.group === undefined)), [around]);
  const nodes = useMemo(() => graphNodes(around, typeWord), [around, format.language]);
  const edges = useMemo(() => graphEdges(around, relations), [around, relations]);
  const groups = groupsOf(around);
  if (around.nodes.length <= 1) return <EmptyState title={words.graph}>{words.graphAlone}</EmptyState>;
  const hrefOf = (id: string): string | undefined => {
    const place = placeOf(around.nodes.find((node) => node.id === id));
    // A group at the object itself is opened in the list below.
    return place === undefined || (place === centre && id !== centre) ? undefined : `${objectHref(place)}?tab=graph`;
  };
  return (
    <>
      <Graph
        label={words.graph}
        name={`graph ${centre}`}
        view="graph"
        nodes={nodes}
        edges={edges}
        centre={centre}
        kindText={typeWord}
        hrefOf={hrefOf}
        note={`${words.graphNote(format.count(around.nodes.length), steps)}${around.whole ? "" : ` · ${words.graphPart}`}`}
      />
      {groups.length > 0 && (
        <div class="graph-groups">
          <h3>
            {words.openGroups} <span class="soft small">{words.openGroupsNote}</span>
          </h3>
          <ul class="groups">
            {groups.map((group) => (
              <li key={group.id}>
                {(group.capped ? words.groupedMore : words.grouped)(format.count(group.count), typeWord(group.type))}
                {" · "}
                {group.at === centre ? <a href="#neighbours">{words.neighbours}</a> : <Reference id={group.at} name={group.atName} />}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
