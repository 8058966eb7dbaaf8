// Before anything is searched for: what one can search for, and how much there is.
import { useAnswer } from "@/api/answer";
import { Tlp } from "@/components/badge";
import { Section } from "@/components/page";
import { Answered } from "@/components/states";
import { Table } from "@/components/table";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import type { Collection } from "./hits";
import { text } from "./text";

export function Start({ onTry }: { readonly onTry: (q: string) => void }) {
  const words = useText(text);
  const examples = [
    { q: "198.51.100.7", says: words.exampleValue },
    { q: "hxxps://login[.]example/", says: words.exampleUrl },
    { q: "d41d8cd98f00b204e9800998ecf8427e", says: words.exampleHash },
    { q: "国税 フィッシング", says: words.exampleWords },
    { q: "indicator--00000000-0000-4000-8000-000000000001", says: words.exampleId },
  ];
  return (
    <div class="columns">
      <Section title={words.startTitle}>
        <p>{words.startText}</p>
        <h3>{words.startExamples}</h3>
        <dl class="examples-to-try">
          {examples.map((example) => (
            <div key={example.q}>
              <dt>
                <button type="button" class="example" onClick={() => onTry(example.q)}>
                  {example.q}
                </button>
              </dt>
              <dd class="soft">{example.says}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title={words.startHere}>
        <Collections />
      </Section>
    </div>
  );
}

function Collections() {
  const words = useText(text);
  const format = useFormat();
  const answer = useAnswer("/collections", {});
  return (
    <Answered answer={answer} lines={4}>
      {({ items }) => (
        <Table<Collection>
          label={words.startHere}
          name="collections"
          rows={items}
          keyOf={(one) => one.id}
          maxHeight="none"
          columns={[
            { id: "title", title: words.collection, width: 10, grow: true, cell: (one) => one.title, csv: (one) => one.title },
            { id: "tlp", title: words.tlp, width: 9.5, cell: (one) => <Tlp label={one.tlp} />, csv: (one) => one.tlp },
            { id: "objects", title: words.objects, width: 6, numeric: true, cell: (one) => format.count(one.objects), csv: (one) => one.objects },
          ]}
        />
      )}
    </Answered>
  );
}
