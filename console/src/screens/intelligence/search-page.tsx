// The search: one field for values and for words.  What is typed stands in the address, and what it is
// taken for as well, where the reader says so.
import { useEffect, useState } from "preact/hooks";
import { Button } from "@/components/button";
import { Field, Select } from "@/components/forms";
import { Page } from "@/components/page";
import { navigate } from "@/router/location";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { LookUpResults } from "./look-up";
import { isObjectId, kValueKinds, meantAs } from "./recognise";
import { objectHref } from "./reference";
import { Saved } from "./saved";
import { Start } from "./start";
import { text } from "./text";
import { WordResults } from "./word-results";
import { useKindWord } from "./words/types";
import "./search.css";

const kTaken = ["", "words", ...kValueKinds] as const;
export type Taken = (typeof kTaken)[number];

const querySpec = {
  q: param.text(),
  as: param.choice(kTaken, ""),
  /** A saved search that is run again by its id. */
  saved: param.text(),
};

export function SearchPage() {
  const words = useText(text);
  const [query, set] = useQuery(querySpec);
  const meant = meantAs(query.q, query.as);
  const id = meant.as === "object" ? meant.id : undefined;
  useEffect(() => {
    if (id !== undefined) navigate(objectHref(id), { replace: true });
  }, [id]);
  return (
    <Page title={words.title} lead={words.lead}>
      <SearchForm key={query.q} q={query.q} as={query.as} onSearch={(q, as) => set({ q, as, saved: "" })} />
      <Saved q={query.q} running={query.saved} onRun={(one) => set({ q: one.q, as: "words", saved: one.id })} />
      {meant.as === "nothing" && <Start onTry={(q) => set({ q, as: "", saved: "" })} />}
      {meant.as === "value" && (
        <LookUpResults
          value={meant.value}
          kind={query.as === "" || query.as === "words" ? undefined : query.as}
          onWords={() => set({ as: "words" })}
        />
      )}
      {meant.as === "words" && (
        <WordResults words={meant.words} saved={query.saved} onValue={isValueToo(query.q, query.as) ? () => set({ as: "" }) : undefined} />
      )}
    </Page>
  );
}

/** Words that would be taken for a value by themselves. */
const isValueToo = (q: string, as: Taken): boolean => as === "words" && !isObjectId(q) && meantAs(q, "").as === "value";

interface SearchFormProps {
  readonly q: string;
  readonly as: Taken;
  readonly onSearch: (q: string, as: Taken) => void;
}

function SearchForm({ q, as, onSearch }: SearchFormProps) {
  const words = useText(text);
  const kindWord = useKindWord();
  const [typed, setTyped] = useState(q);
  const options = [
    { value: "" as Taken, text: words.automatic },
    { value: "words" as Taken, text: words.asWords },
    ...kValueKinds.map((kind) => ({ value: kind as Taken, text: kindWord(kind) })),
  ];
  return (
    <form
      class="search-form no-print"
      role="search"
      aria-label={words.title}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.trim(), as);
      }}
    >
      <Field label={words.query} type="search" value={typed} onInput={setTyped} placeholder={words.queryHint} autocomplete="off" maxLength={2000} />
      <Select label={words.takenAs} value={as} options={options} onChange={(taken) => onSearch(typed.trim(), taken)} />
      <Button kind="primary" type="submit">
        {words.go}
      </Button>
    </form>
  );
}
